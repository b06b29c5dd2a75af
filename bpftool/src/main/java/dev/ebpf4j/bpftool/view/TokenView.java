package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.Columns;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;

/// What a BPF file system lets its users do without privileges, as `token show` presents it.
///
/// @param path where it is mounted
/// @param commands names of commands of bpf(2), or `any`
/// @param maps names of map types, or `any`
/// @param programs names of program types, or `any`
/// @param attachments names of attach types, or `any`
public record TokenView(
    String path,
    List<String> commands,
    List<String> maps,
    List<String> programs,
    List<String> attachments) {

  private static final int PER_LINE = 4;
  private static final int WIDTH = 20;

  /// Writes it.
  public static final Renderer<TokenView> RENDERER = new TokenRenderer();

  private static final class TokenRenderer implements Renderer<TokenView> {

    @Override
    public void plain(TokenView view, TextBuffer out) {
      out.text("token_info  ").text(view.path);
      plain("allowed_cmds", view.commands, out);
      plain("allowed_maps", view.maps, out);
      plain("allowed_progs", view.programs, out);
      plain("allowed_attachs", view.attachments, out);
      out.nl();
    }

    private static void plain(String label, List<String> values, TextBuffer out) {
      out.text("\n\t").text(label).ch(':');
      for (int i = 0; i < values.size(); i++) {
        if (i % PER_LINE == 0) {
          out.text("\n\t  ");
        }
        Columns.left(out, values.get(i), WIDTH);
      }
    }

    @Override
    public void json(TokenView view, JsonOut json) {
      json.beginObject().field("token_info", view.path);
      json("allowed_cmds", view.commands, json);
      json("allowed_maps", view.maps, json);
      json("allowed_progs", view.programs, json);
      json("allowed_attachs", view.attachments, json);
      json.endObject();
    }

    private static void json(String label, List<String> values, JsonOut json) {
      json.beginArray(label);
      for (String value : values) {
        json.value(value);
      }
      json.endArray();
    }
  }
}
