package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.bpftool.view.Renderer;
import dev.ebpf4j.sys.Fd;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records that were collected, and the error that ended the collecting early, if any: what was
/// found until then is shown all the same.
///
/// @param views in the order in which they are shown
/// @param failure null if nothing went wrong
public record Listing<V>(List<V> views, @Nullable CommandException failure) {

  /// Gives the ids to look at.
  public interface Ids {
    int[] list();
  }

  /// Makes the record of one id.
  public interface Collector<V> {
    /// The record; null if the object went away meanwhile.
    @Nullable V collect(int id);
  }

  /// Collects the records of all ids.
  public static <V> Listing<V> of(Ids ids, Collector<V> collector) {
    List<V> views = new ArrayList<>();
    try {
      for (int id : ids.list()) {
        V view = collector.collect(id);
        if (view != null) {
          views.add(view);
        }
      }
    } catch (CommandException e) {
      return new Listing<>(views, e);
    }
    return new Listing<>(views, null);
  }

  /// Shows all objects of a kind.
  ///
  /// @param what the kind, in messages
  public static <V> void showAll(
      Session session,
      String what,
      Handles.IdLister lister,
      Collector<V> collector,
      Renderer<V> renderer) {
    of(() -> Handles.ids(session, what, lister), collector).show(session, renderer);
  }

  /// Makes the record of one open object.
  public interface Reader<V> {
    V read(Fd fd);
  }

  /// Shows the objects that a handle names.
  public static <V> void showMatches(
      Session session, Fds fds, Reader<V> reader, Renderer<V> renderer) {
    List<V> views = new ArrayList<>(fds.size());
    for (Fd fd : fds) {
      views.add(reader.read(fd));
    }
    new Listing<>(views, null).showMatches(session, renderer);
  }

  /// Shows them one after another, in JSON as an array.
  public void show(Session session, Renderer<V> renderer) {
    if (!session.isJson()) {
      for (V view : views) {
        renderer.plain(view, session.out());
      }
      if (failure != null) {
        throw failure;
      }
      return;
    }
    JsonOut json = session.json().beginArray();
    for (V view : views) {
      renderer.json(view, json);
    }
    if (failure != null) {
      session.error(failure);
    }
    json.endArray();
    if (failure != null) {
      throw CommandException.silent(failure.status());
    }
  }

  /// Shows them one after another; in JSON an array only if they are several.
  private void showMatches(Session session, Renderer<V> renderer) {
    if (session.isJson() && failure == null && views.size() == 1) {
      renderer.json(views.getFirst(), session.json());
    } else {
      show(session, renderer);
    }
  }
}
