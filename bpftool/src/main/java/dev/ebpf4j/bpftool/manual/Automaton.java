package dev.ebpf4j.bpftool.manual;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A grammar as states between words: what may stand next, and where that leads. One table of it
/// serves all shells.
///
/// A state knows words that stand for themselves and, apart from them, kinds of words that the user
/// chooses. All of these lead to one state, for nothing tells which was meant.
final class Automaton {

  /// What may come at one place of a command line.
  ///
  /// @param words state behind each word that stands for itself
  /// @param leaves kinds of chosen words
  /// @param behindLeaf state behind a chosen word, -1 if there are none
  /// @param mayEnd whether the command line may end here
  record State(Map<String, Integer> words, Set<Leaf> leaves, int behindLeaf, boolean mayEnd) {}

  private final List<State> states;

  private Automaton(List<State> states) {
    this.states = states;
  }

  List<State> states() {
    return states;
  }

  /// The number of the state behind `words`, or -1 if the grammar has no such line.
  int behind(List<String> words) {
    int at = 0;
    for (String word : words) {
      State state = states.get(at);
      at = state.words().getOrDefault(word, state.behindLeaf());
      if (at < 0) {
        return -1;
      }
    }
    return at;
  }

  /// Grammars put together by their first words, and made an automaton.
  static final class Builder {
    private final List<Map<String, BitSet>> words = new ArrayList<>();
    private final List<Map<Leaf, BitSet>> leaves = new ArrayList<>();
    private final List<BitSet> empty = new ArrayList<>();
    private final int start = node();
    private final int end = node();

    /// Adds the lines that begin with `first` and go on as `syntax` says.
    Builder add(List<String> first, Syntax syntax, Definitions definitions) {
      int at = start;
      for (String word : first) {
        at = word(at, word);
      }
      empty.get(walk(syntax, at, definitions)).set(end);
      return this;
    }

    private int node() {
      words.add(new LinkedHashMap<>());
      leaves.add(new LinkedHashMap<>());
      empty.add(new BitSet());
      return words.size() - 1;
    }

    private int word(int from, String word) {
      int to = node();
      words.get(from).computeIfAbsent(word, unseen -> new BitSet()).set(to);
      return to;
    }

    /// Adds what `syntax` says behind the node `from`; returns the node behind it.
    private int walk(Syntax syntax, int from, Definitions definitions) {
      switch (syntax) {
        case Syntax.Word word -> {
          return word(from, word.word());
        }
        case Syntax.Placeholder placeholder -> {
          Syntax definition = definitions.of(placeholder.name());
          if (definition != null) {
            return walk(definition, from, definitions);
          }
          int to = node();
          Leaf leaf = Definitions.leaf(placeholder.name());
          leaves.get(from).computeIfAbsent(leaf, unseen -> new BitSet()).set(to);
          return to;
        }
        case Syntax.Sequence sequence -> {
          int at = from;
          for (Syntax part : sequence.parts()) {
            at = walk(part, at, definitions);
          }
          return at;
        }
        case Syntax.Choice choice -> {
          int to = node();
          for (Syntax alternative : choice.alternatives()) {
            empty.get(walk(alternative, from, definitions)).set(to);
          }
          return to;
        }
        case Syntax.Optional optional -> {
          int to = walk(optional.part(), from, definitions);
          int behind = node();
          empty.get(to).set(behind);
          empty.get(from).set(behind);
          return behind;
        }
        case Syntax.Repeated repeated -> {
          int again = node();
          empty.get(from).set(again);
          int to = walk(repeated.part(), again, definitions);
          empty.get(to).set(again);
          return to;
        }
      }
    }

    /// Sets of nodes that cannot be told apart become one state.
    Automaton build() {
      Map<BitSet, Integer> numbers = new HashMap<>();
      Deque<BitSet> open = new ArrayDeque<>();
      List<State> states = new ArrayList<>();
      number(closure(single(start)), numbers, open);
      while (!open.isEmpty()) {
        BitSet nodes = open.remove();
        Map<String, BitSet> targets = new LinkedHashMap<>();
        Set<Leaf> kinds = new TreeSet<>();
        BitSet chosen = new BitSet();
        for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
          words
              .get(node)
              .forEach((word, to) -> targets.computeIfAbsent(word, unseen -> new BitSet()).or(to));
          leaves.get(node).values().forEach(chosen::or);
          kinds.addAll(leaves.get(node).keySet());
        }
        Map<String, Integer> next = new LinkedHashMap<>();
        targets.forEach((word, to) -> next.put(word, number(closure(to), numbers, open)));
        int behind = kinds.isEmpty() ? -1 : number(closure(chosen), numbers, open);
        states.add(new State(next, kinds, behind, nodes.get(end)));
      }
      return new Automaton(states);
    }

    private static int number(BitSet nodes, Map<BitSet, Integer> numbers, Deque<BitSet> open) {
      Integer known = numbers.putIfAbsent(nodes, numbers.size());
      if (known != null) {
        return known;
      }
      open.add(nodes);
      return numbers.size() - 1;
    }

    private static BitSet single(int node) {
      BitSet nodes = new BitSet();
      nodes.set(node);
      return nodes;
    }

    private BitSet closure(BitSet nodes) {
      BitSet all = (BitSet) nodes.clone();
      Deque<Integer> open = new ArrayDeque<>(nodes.stream().boxed().toList());
      while (!open.isEmpty()) {
        empty.get(open.remove()).stream()
            .filter(node -> !all.get(node))
            .forEach(
                node -> {
                  all.set(node);
                  open.add(node);
                });
      }
      return all;
    }
  }
}
