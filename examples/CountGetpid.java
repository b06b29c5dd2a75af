import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.TypedMap;
import java.nio.file.Path;

/// Counts calls of getpid(2) while another program runs:
/// `java ... CountGetpid getpid.o COMMAND...`
public final class CountGetpid {

  private CountGetpid() {}

  public static void main(String[] args) throws Exception {
    try (LoadedObject object = BpfObject.open(Path.of(args[0])).load();
        Link link = object.program("count_getpid").attach(); // the section's name says where
        TypedMap<Integer, Long> calls = object.map("calls").typed(Codec.s32(), Codec.s64())) {
      String[] command = java.util.Arrays.copyOfRange(args, 1, args.length);
      new ProcessBuilder(command).inheritIO().start().waitFor();
      calls.forEach((slot, count) -> System.out.println(slot + " " + count));
      System.out.println("counted by link " + Integer.toUnsignedString(link.id()));
    }
  }
}
