/// Kernel tests on kernels other than the machine's own, in virtual machines.
@NullMarked
package dev.ebpf4j.testkit.vm;

import org.jspecify.annotations.NullMarked;
