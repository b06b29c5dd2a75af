package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.btf.value.ValueFormatter;
import dev.ebpf4j.util.TextBuffer;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Finds what a renderer does not show: changes one component of a record after another, deep down,
/// and looks which output stays the same.
final class ViewCoverage {

  private ViewCoverage() {}

  /// Paths of components with `plain` or `json` behind them, for each output that did not change.
  static <V> Set<String> unseen(Renderer<V> renderer, V sample) {
    Set<String> unseen = new TreeSet<>();
    String plain = plain(renderer, sample);
    String json = json(renderer, sample);
    vary(
        sample,
        "",
        (path, changed) -> {
          @SuppressWarnings("unchecked")
          V view = (V) changed;
          if (plain(renderer, view).equals(plain)) {
            unseen.add(path + " plain");
          }
          if (json(renderer, view).equals(json)) {
            unseen.add(path + " json");
          }
        });
    return unseen;
  }

  static <V> String plain(Renderer<V> renderer, V view) {
    TextBuffer text = new TextBuffer();
    renderer.plain(view, text);
    return text.toString();
  }

  static <V> String json(Renderer<V> renderer, V view) {
    TextBuffer text = new TextBuffer();
    JsonOut json = new JsonOut(text, false);
    renderer.json(view, json);
    json.finish();
    return text.toString();
  }

  private interface Trial {
    void run(String path, Object changed);
  }

  /// Calls `trial` with `value`, once for each of its parts that can be changed.
  private static void vary(Object value, String path, Trial trial) {
    switch (value) {
      case Integer number -> trial.run(path, number + 1);
      case Long number -> trial.run(path, number + 1);
      case Boolean truth -> trial.run(path, !truth);
      case String text -> trial.run(path, text + "x");
      case byte[] bytes -> {
        byte[] copy = bytes.clone();
        for (int i = 0; i < copy.length; i++) {
          copy[i]++;
        }
        trial.run(path, copy);
      }
      case ValueFormatter _ -> {} // says how, not what
      case List<?> list -> varyList(list, path, trial);
      case Record composed -> varyRecord(composed, path, trial);
      default -> throw new AssertionError("cannot vary " + value.getClass() + " at " + path);
    }
  }

  private static void varyList(List<?> list, String path, Trial trial) {
    if (list.isEmpty()) {
      throw new AssertionError("give the sample an element at " + path);
    }
    List<Object> shorter = new ArrayList<>(list);
    shorter.removeLast();
    trial.run(path, shorter);
    vary(
        list.getLast(),
        path + "[]",
        (inner, changed) -> {
          List<Object> copy = new ArrayList<>(list);
          copy.set(copy.size() - 1, changed);
          trial.run(inner, copy);
        });
  }

  private static void varyRecord(Record sample, String path, Trial trial) {
    RecordComponent[] components = sample.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = get(components[i], sample);
    }
    for (int i = 0; i < components.length; i++) {
      int index = i;
      String name = path.isEmpty() ? components[i].getName() : path + "." + components[i].getName();
      UnaryOperator<Object> with =
          changed -> {
            Object[] copy = values.clone();
            copy[index] = changed;
            return create(sample, components, copy);
          };
      if (values[i] == null) {
        throw new AssertionError("give the sample a value at " + name);
      }
      vary(values[i], name, (inner, changed) -> trial.run(inner, with.apply(changed)));
    }
  }

  private static Object get(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static Object create(Record like, RecordComponent[] components, Object[] values) {
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = components[i].getType();
    }
    try {
      Constructor<?> constructor = like.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
