/// Tests of the finished command: the image the build made, run as its users run it.
package dev.ebpf4j.dist;
