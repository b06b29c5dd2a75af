package dev.ebpf4j.disasm.cfg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Places the blocks of a function on a plane, control running downwards.
///
/// Every block gets a row below all blocks that lead to it. A way over several rows runs in a lane
/// of its own between the blocks; all ways to one block share its lane, since a block such as the
/// common `return 0` is often reached from a hundred places. Ways back, of loops, have lanes that
/// run up. Rows are then put in order so that few ways cross, and moved so that they are short.
final class FlowLayout {

  private static final int ORDER_SWEEPS = 12;
  private static final int PLACE_SWEEPS = 48;
  private static final double GAP = 26;
  private static final double LANE_WIDTH = 10;
  private static final double ROW_GAP = 44;
  private static final double LANE_WEIGHT = 6;

  /// Pieces of lanes that are placed at most. In a larger function the long ways have no lanes and
  /// run straight, behind the blocks.
  private static final int MOST_PIECES = 200_000;

  /// A block, or a piece of a lane.
  static final class Node {
    /// Number of the block, or -1 for a piece of a lane.
    final int block;

    /// Block that the lane leads to, or the block itself.
    final int target;

    final int row;
    final double width;
    final double height;
    final List<Node> above = new ArrayList<>();
    final List<Node> below = new ArrayList<>();

    /// Blocks of the same row that a lane of a loop leaves or enters.
    final List<Node> beside = new ArrayList<>();

    double x;
    double key;

    Node(int block, int target, int row, double width, double height) {
      this.block = block;
      this.target = target;
      this.row = row;
      this.width = width;
      this.height = height;
    }

    boolean isLane() {
      return block < 0;
    }
  }

  private final FunctionFlow flow;
  private final int count;
  private final int[] rowOf;

  /// Nodes in an order in which only ways back lead to earlier ones.
  private final int[] order;

  private final int[] rank;
  private final Node[][] loops;
  private final Node[] nodes;
  private final List<List<Node>> rows = new ArrayList<>();
  private final double[] rowTop;
  private final double[] rowHeight;
  private double width;
  private double height;

  /// @param widths of all nodes by their numbers, entry and exit too
  /// @param heights likewise
  FlowLayout(FunctionFlow flow, double[] widths, double[] heights) {
    this.flow = flow;
    this.count = flow.blocks().size() + Block.FIRST;
    this.rowOf = new int[count];
    this.nodes = new Node[count];
    this.loops = new Node[count][];
    this.order = order();
    this.rank = new int[count];
    for (int i = 0; i < count; i++) {
      rank[order[i]] = i;
    }
    assignRows();
    int rowCount = Arrays.stream(rowOf).max().orElse(0) + 1;
    for (int i = 0; i < rowCount; i++) {
      rows.add(new ArrayList<>());
    }
    for (int id : order) {
      nodes[id] = new Node(id, id, rowOf[id], widths[id], heights[id]);
      rows.get(rowOf[id]).add(nodes[id]);
    }
    connect();
    rowTop = new double[rowCount];
    rowHeight = new double[rowCount];
    orderRows();
    place();
  }

  /// Depth-first search from the entry, then from what it does not reach; last ones first.
  private int[] order() {
    List<List<Integer>> next = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      next.add(new ArrayList<>());
    }
    for (Edge edge : flow.edges()) {
      next.get(edge.from()).add(edge.to());
    }
    int[] result = new int[count];
    int free = count;
    boolean[] seen = new boolean[count];
    int[] stack = new int[count];
    int[] done = new int[count];
    for (int i = count - 1; i >= 0; i--) {
      int root = count - 1 - i;
      int depth = 0;
      if (!seen[root] && root != Block.EXIT) {
        seen[root] = true;
        stack[depth++] = root;
      }
      while (depth > 0) {
        int node = stack[depth - 1];
        List<Integer> targets = next.get(node);
        if (done[node] < targets.size()) {
          // The last way first, so that the way to the next instruction ends up nearer.
          int target = targets.get(targets.size() - 1 - done[node]++);
          if (!seen[target]) {
            seen[target] = true;
            stack[depth++] = target;
          }
        } else {
          result[--free] = node;
          depth--;
        }
      }
    }
    if (!seen[Block.EXIT]) {
      System.arraycopy(result, 1, result, 0, count - 1);
      result[count - 1] = Block.EXIT;
    }
    return result;
  }

  /// Whether a way leads back, or stays.
  boolean isBack(Edge edge) {
    return rank[edge.to()] <= rank[edge.from()];
  }

  private void assignRows() {
    List<List<Edge>> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(new ArrayList<>());
    }
    for (Edge edge : flow.edges()) {
      if (!isBack(edge)) {
        out.get(edge.from()).add(edge);
      }
    }
    int last = 0;
    for (int id : order) {
      for (Edge edge : out.get(id)) {
        rowOf[edge.to()] = Math.max(rowOf[edge.to()], rowOf[id] + 1);
      }
      last = Math.max(last, rowOf[id]);
    }
    if (rowOf[Block.EXIT] == 0) {
      rowOf[Block.EXIT] = last + 1;
    }
  }

  /// How many rows a lane may run over so that all lanes together stay within [#MOST_PIECES].
  private int longestLane() {
    int[] highest = new int[count];
    Arrays.fill(highest, Integer.MAX_VALUE);
    for (Edge edge : flow.edges()) {
      if (!isBack(edge) && rowOf[edge.to()] - rowOf[edge.from()] > 1) {
        highest[edge.to()] = Math.min(highest[edge.to()], rowOf[edge.from()]);
      }
    }
    int lanes = 0;
    long pieces = 0;
    for (int i = 0; i < count; i++) {
      if (highest[i] < rowOf[i]) {
        lanes++;
        pieces += rowOf[i] - highest[i] - 1;
      }
    }
    return pieces <= MOST_PIECES ? Integer.MAX_VALUE : MOST_PIECES / lanes;
  }

  private void connect() {
    Node[][] lanes = new Node[count][];
    int longest = longestLane();
    for (Edge edge : flow.edges()) {
      if (isBack(edge)) {
        loop(nodes[edge.from()], nodes[edge.to()]);
        continue;
      }
      Node from = nodes[edge.from()];
      Node to = nodes[edge.to()];
      int span = to.row - from.row - 1;
      Node next = span > 0 && span <= longest ? lane(lanes, to, from.row + 1) : to;
      if (!from.below.contains(next)) {
        from.below.add(next);
        next.above.add(from);
      }
    }
  }

  /// The piece of a block's lane in `row`, made with all pieces below it if it is not there yet.
  private Node lane(Node[][] lanes, Node to, int row) {
    Node[] pieces = lanes[to.block];
    if (pieces == null) {
      pieces = new Node[to.row];
      lanes[to.block] = pieces;
    }
    for (int r = to.row - 1; r >= row; r--) {
      if (pieces[r] == null) {
        Node piece = new Node(-1, to.block, r, LANE_WIDTH, 0);
        pieces[r] = piece;
        rows.get(r).add(piece);
        Node next = r + 1 == to.row ? to : pieces[r + 1];
        piece.below.add(next);
        next.above.add(piece);
      }
    }
    return pieces[row];
  }

  /// Makes the lane that leads back to a block reach down to the row of `from`.
  private void loop(Node from, Node to) {
    Node[] pieces = loops[to.block];
    if (pieces == null) {
      pieces = new Node[rows.size()];
      loops[to.block] = pieces;
    }
    for (int r = to.row; r <= from.row; r++) {
      if (pieces[r] == null) {
        pieces[r] = new Node(-1, to.block, r, LANE_WIDTH, 0);
        int place = r == to.row ? rows.get(r).indexOf(to) + 1 : rows.get(r).size();
        rows.get(r).add(place, pieces[r]);
        if (r > to.row) {
          pieces[r].above.add(pieces[r - 1]);
          pieces[r - 1].below.add(pieces[r]);
        } else {
          pieces[r].beside.add(to);
        }
      }
    }
    pieces[from.row].beside.add(from);
  }

  private void orderRows() {
    number();
    for (int sweep = 0; sweep < ORDER_SWEEPS; sweep++) {
      boolean down = sweep % 2 == 0;
      for (int i = 1; i < rows.size(); i++) {
        List<Node> row = rows.get(down ? i : rows.size() - 1 - i);
        for (Node node : row) {
          List<Node> near = down ? node.above : node.below;
          double sum = 0;
          for (Node other : near) {
            sum += other.x;
          }
          for (Node other : node.beside) {
            sum += other.x + 0.5;
          }
          int all = near.size() + node.beside.size();
          node.key = all == 0 ? node.x : sum / all;
        }
        row.sort(Comparator.comparingDouble((Node node) -> node.key));
        for (int k = 0; k < row.size(); k++) {
          row.get(k).x = k;
        }
      }
    }
  }

  private void number() {
    for (List<Node> row : rows) {
      for (int k = 0; k < row.size(); k++) {
        row.get(k).x = k;
      }
    }
  }

  private void place() {
    for (List<Node> row : rows) {
      double x = 0;
      for (Node node : row) {
        node.x = x + node.width / 2;
        x += node.width + GAP;
      }
      for (Node node : row) {
        node.x -= x / 2;
      }
    }
    for (int sweep = 0; sweep < PLACE_SWEEPS; sweep++) {
      boolean down = sweep % 2 == 0;
      for (int i = 0; i < rows.size(); i++) {
        moveRow(rows.get(down ? i : rows.size() - 1 - i), down, sweep >= PLACE_SWEEPS / 2);
      }
    }
    double y = 0;
    double left = Double.MAX_VALUE;
    double right = -Double.MAX_VALUE;
    for (int i = 0; i < rows.size(); i++) {
      rowTop[i] = y;
      for (Node node : rows.get(i)) {
        rowHeight[i] = Math.max(rowHeight[i], node.height);
        left = Math.min(left, node.x - node.width / 2);
        right = Math.max(right, node.x + node.width / 2);
      }
      y += rowHeight[i] + ROW_GAP;
    }
    for (List<Node> row : rows) {
      for (Node node : row) {
        node.x -= left;
      }
    }
    width = right - left;
    height = y - ROW_GAP;
  }

  /// Moves the nodes of a row as near as possible to the middle of what they are connected with,
  /// keeping order and distance: regression under the constraint of rising places.
  private static void moveRow(List<Node> row, boolean down, boolean both) {
    int size = row.size();
    double[] place = new double[size];
    double[] weight = new double[size];
    int[] members = new int[size];
    int groups = 0;
    double offset = 0;
    double[] offsets = new double[size];
    for (int i = 0; i < size; i++) {
      Node node = row.get(i);
      if (i > 0) {
        offset += row.get(i - 1).width / 2 + GAP + node.width / 2;
      }
      offsets[i] = offset;
      place[groups] = wanted(node, down, both) - offset;
      weight[groups] = node.isLane() ? LANE_WEIGHT : 1 + node.above.size() + node.below.size();
      members[groups] = 1;
      groups++;
      while (groups > 1 && place[groups - 2] > place[groups - 1]) {
        double sum = weight[groups - 2] + weight[groups - 1];
        place[groups - 2] =
            (place[groups - 2] * weight[groups - 2] + place[groups - 1] * weight[groups - 1]) / sum;
        weight[groups - 2] = sum;
        members[groups - 2] += members[groups - 1];
        groups--;
      }
    }
    int at = 0;
    for (int g = 0; g < groups; g++) {
      for (int k = 0; k < members[g]; k++, at++) {
        row.get(at).x = place[g] + offsets[at];
      }
    }
  }

  private static double wanted(Node node, boolean down, boolean both) {
    double sum = 0;
    double total = 0;
    if (down || both) {
      for (Node other : node.above) {
        double w = node.isLane() && other.isLane() ? LANE_WEIGHT : 1;
        sum += w * other.x;
        total += w;
      }
    }
    if (!down || both) {
      for (Node other : node.below) {
        double w = node.isLane() && other.isLane() ? LANE_WEIGHT : 1;
        sum += w * other.x;
        total += w;
      }
    }
    for (Node other : node.beside) {
      sum += other.x + other.width / 2 + GAP;
      total++;
    }
    return total == 0 ? node.x : sum / total;
  }

  double width() {
    return width;
  }

  double height() {
    return height;
  }

  Node node(int block) {
    return nodes[block];
  }

  List<List<Node>> rows() {
    return rows;
  }

  double top(Node node) {
    return rowTop[node.row];
  }

  double bottom(Node node) {
    return node.isLane() ? rowTop[node.row] + rowHeight[node.row] : rowTop[node.row] + node.height;
  }

  /// Bottom of the row that a node is in.
  double rowBottom(Node node) {
    return rowTop[node.row] + rowHeight[node.row];
  }

  /// The pieces, by row, of the lane that leads back to a block; null if nothing leads back to it.
  Node @Nullable [] loop(int block) {
    return loops[block];
  }
}
