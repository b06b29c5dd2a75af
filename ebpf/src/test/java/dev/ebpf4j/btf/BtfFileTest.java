package dev.ebpf4j.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.NotFoundException;
import dev.ebpf4j.error.SyscallException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BtfFileTest {

  @TempDir private Path directory;

  private BtfFile open(byte[] content) throws IOException {
    Path file = directory.resolve("file");
    Files.write(file, content);
    return BtfFile.open(file.toString(), LoadLog.SILENT);
  }

  @Test
  void aRawBlobIsRead() throws IOException {
    for (String sample : List.of("types.btf", "types_be.btf")) {
      BtfFile file = open(Samples.bytes(sample));
      assertNull(file.base());
      assertEquals(Samples.btf(sample).typeCount(), file.parse(null).typeCount());
    }
  }

  @Test
  void aModulesTypesStandOnTheirDistilledBase() throws IOException {
    Btf module = open(Samples.bytes("module.o")).parse(null);
    assertEquals(3, module.firstId());
    assertEquals(new BtfType.Ptr(2), module.type(3));
    assertEquals("task", module.name(2));
  }

  @Test
  void aModulesTypesMoveOntoAFullBase() throws IOException {
    BtfBuilder kernel = new BtfBuilder(null, ByteOrder.LITTLE_ENDIAN);
    kernel.add(BtfType.Int.of("long", 8, true));
    kernel.add(BtfType.Int.of("int", 4, true));
    kernel.add(new BtfType.Float("double", 8));
    kernel.add(BtfType.Struct.of("task", 16, List.of(Member.at("state", 1, 0))));
    Btf base = kernel.build();
    Btf module = open(Samples.bytes("module.o")).parse(base);
    assertEquals(base, module.base());
    assertEquals(5, module.firstId());
    assertEquals(new BtfType.Ptr(4), module.type(5));
    assertEquals(
        BtfType.Struct.of("holder", 16, List.of(Member.at("n", 2, 0), Member.at("t", 5, 8))),
        module.type(6));
  }

  @Test
  void aBaseThatDoesNotFitIsRefused() throws IOException {
    BtfFile file = open(Samples.bytes("module.o"));
    Btf other = new BtfBuilder(null, ByteOrder.LITTLE_ENDIAN).build();
    assertThrows(MalformedException.class, () -> file.parse(other));
  }

  @Test
  void whatCannotBeReadIsSaidWithItsErrno() {
    assertThrows(
        NotFoundException.class,
        () -> BtfFile.open(directory.resolve("none").toString(), LoadLog.SILENT));
    var empty = assertThrows(SyscallException.class, () -> open(new byte[0]));
    assertEquals(Errno.EIO, empty.errno());
    assertThrows(MalformedException.class, () -> open(new byte[] {1, 2, 3, 4, 5}));
    var dir =
        assertThrows(
            SyscallException.class, () -> BtfFile.open(directory.toString(), LoadLog.SILENT));
    assertEquals(Errno.EIO, dir.errno());
  }
}
