package dev.ebpf4j.disasm.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.util.TextBuffer;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class X86DecoderTest {

  record Case(String bytes, String text) {}

  /// Of the kernel's compiler, one of each kind; texts are those of libLLVM.
  static final List<Case> CASES =
      List.of(
          new Case("f30f1efa", "endbr64"),
          new Case("0f1f440000", "nopl|(%rax,%rax)"),
          new Case("0f1f00", "nopl|(%rax)"),
          new Case("660f1f440000", "nopw|(%rax,%rax)"),
          new Case("90", "nop"),
          new Case("6690", "nop"),
          new Case("f390", "pause"),
          new Case("55", "pushq|%rbp"),
          new Case("4157", "pushq|%r15"),
          new Case("5b", "popq|%rbx"),
          new Case("6a00", "pushq|$0"),
          new Case("6878563412", "pushq|$305419896"),
          new Case("4889e5", "movq|%rsp, %rbp"),
          new Case("4881ec18000000", "subq|$24, %rsp"),
          new Case("4883c6fc", "addq|$-4, %rsi"),
          new Case("81c0fbffffff", "addl|$4294967291, %eax"),
          new Case("4881c0fbffffff", "addq|$-5, %rax"),
          new Case("05fbffffff", "addl|$4294967291, %eax"),
          new Case("480500000080", "addq|$-2147483648, %rax"),
          new Case("31c0", "xorl|%eax, %eax"),
          new Case("4531c0", "xorl|%r8d, %r8d"),
          new Case("b804000000", "movl|$4, %eax"),
          new Case("48c7c0fbffffff", "movq|$-5, %rax"),
          new Case("48b80102030405060708", "movabsq|$578437695752307201, %rax"),
          new Case("8b7f70", "movl|112(%rdi), %edi"),
          new Case("480fb607", "movzbq|(%rdi), %rax"),
          new Case("0fb707", "movzwl|(%rdi), %eax"),
          new Case("480fbe07", "movsbq|(%rdi), %rax"),
          new Case("480fbf07", "movswq|(%rdi), %rax"),
          new Case("4863c1", "movslq|%ecx, %rax"),
          new Case("40887dff", "movb|%dil, -1(%rbp)"),
          new Case("66897dfe", "movw|%di, -2(%rbp)"),
          new Case("c645ff05", "movb|$5, -1(%rbp)"),
          new Case("66c745fe0500", "movw|$5, -2(%rbp)"),
          new Case("48c745f800000000", "movq|$0, -8(%rbp)"),
          new Case("498d0404", "leaq|(%r12,%rax), %rax"),
          new Case("f0", "lock"),
          new Case("480132", "addq|%rsi, (%rdx)"),
          new Case("4c0fc102", "xaddq|%r8, (%rdx)"),
          new Case("4c0fb11a", "cmpxchgq|%r11, (%rdx)"),
          new Case("488702", "xchgq|%rax, (%rdx)"),
          new Case("480fafc1", "imulq|%rcx, %rax"),
          new Case("486bc00a", "imulq|$10, %rax, %rax"),
          new Case("48f7f1", "divq|%rcx"),
          new Case("48f7f9", "idivq|%rcx"),
          new Case("4899", "cqto"),
          new Case("99", "cltd"),
          new Case("48f7d8", "negq|%rax"),
          new Case("48c1e003", "shlq|$3, %rax"),
          new Case("48d1e8", "shrq|%rax"),
          new Case("48d3f8", "sarq|%cl, %rax"),
          new Case("66c1c808", "rorw|$8, %ax"),
          new Case("480fc8", "bswapq|%rax"),
          new Case("410fc9", "bswapl|%r9d"),
          new Case("c4e2f9f7c0", "shlxq|%rax, %rax, %rax"),
          new Case("c4c27af7c1", "sarxl|%eax, %r9d, %eax"),
          new Case("4885ff", "testq|%rdi, %rdi"),
          new Case("48f7c710000000", "testq|$16, %rdi"),
          new Case("4839c7", "cmpq|%rax, %rdi"),
          new Case("7510", "jne|0x1012"),
          new Case("0f8600010000", "jbe|0x1106"),
          new Case("ebfe", "jmp|0x1000"),
          new Case("e9fbffffff", "jmp|0x1000"),
          new Case("e800000000", "callq|0x1005"),
          new Case("ffe0", "jmpq|*%rax"),
          new Case("ffd1", "callq|*%rcx"),
          new Case("0faee8", "lfence"),
          new Case("0f31", "rdtsc"),
          new Case("0f0b", "ud2"),
          new Case("c9", "leave"),
          new Case("c3", "retq"),
          new Case("cc", "int3"),
          new Case("65488b042500100000", "movq|%gs:4096, %rax"),
          new Case("6548c13c251000000005", "sarq|$5, %gs:16"),
          new Case("8b0500000000", "movl|(%rip), %eax"),
          new Case("8b0420", "movl|(%rax,%riz), %eax"),
          new Case("88e0", "movb|%ah, %al"),
          new Case("4088e0", "movb|%spl, %al"));

  @TestFactory
  List<DynamicTest> textOf() {
    return CASES.stream()
        .map(
            c ->
                dynamicTest(
                    c.text(),
                    () -> {
                      byte[] code = HexFormat.of().parseHex(c.bytes());
                      TextBuffer out = new TextBuffer();
                      try (X86Decoder decoder = new X86Decoder()) {
                        decoder.start(code, 0x1000);
                        assertEquals(code.length, decoder.decode(0, out));
                      }
                      assertEquals("|" + c.text(), out.toString().replace('\t', '|'));
                    }))
        .toList();
  }

  @Test
  void whatIsNotKnownIsLeftAlone() {
    for (String bytes :
        List.of(
            "06",
            "f006",
            "0f05",
            "62",
            "c5f877",
            "d9c0",
            "660f6f00",
            "f30f10c0",
            "ff38",
            "8f00",
            "c8000000",
            "0fae00",
            "4848ffc0",
            "c4e3f9f0c005",
            "c4e2fdf7c0",
            "d6",
            "48",
            "66",
            "f20f31",
            "8dc0",
            "0fba00",
            "0f00",
            "f30f1efb",
            "6690c3".substring(0, 2))) {
      byte[] code = HexFormat.of().parseHex(bytes);
      TextBuffer out = new TextBuffer();
      X86Decoder decoder = new X86Decoder();
      decoder.start(code, 0);
      int length = decoder.decode(0, out);
      if (bytes.equals("f006")) {
        assertEquals("\tlock", out.toString());
        length = decoder.decode(1, out);
      }
      assertEquals(0, length, bytes + out);
    }
  }

  @Property(tries = 5000)
  void anyBytesAreReadWithoutHarm(@ForAll @Size(min = 1, max = 30) byte[] code) {
    X86Decoder decoder = new X86Decoder();
    decoder.start(code, -4096);
    for (int offset = 0; offset < code.length; offset++) {
      TextBuffer out = new TextBuffer();
      int length = decoder.decode(offset, out);
      assertTrue(length >= 0 && length <= code.length - offset);
      assertEquals(length > 0, out.length() > 0);
    }
    assertThrows(
        IndexOutOfBoundsException.class, () -> decoder.decode(code.length, new TextBuffer()));
  }
}
