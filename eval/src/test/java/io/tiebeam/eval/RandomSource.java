// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Writes random Elixir: arithmetic, patterns, lists, maps, binaries, functions. What it writes compiles, and may fail. */
final class RandomSource {
    private static final List<String> LITERALS = List.of(
            "0",
            "1",
            "-7",
            "42",
            "1.5",
            "-0.25",
            "123456789012345678901234567890",
            ":ok",
            ":a",
            "nil",
            "true",
            "false",
            "\"text\"",
            "\"\"",
            "[]",
            "[1, 2, 3]",
            "{1, :b}",
            "%{a: 1, b: 2}",
            "<<1, 2, 3>>",
            "[a: 1, b: 2]");

    private final RandomGenerator random;
    private int variables;

    RandomSource(long seed) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private int pick(int bound) {
        return random.nextInt(bound);
    }

    private String variable() {
        return "v" + variables++;
    }

    String expression(int depth) {
        if (depth == 0) {
            return LITERALS.get(pick(LITERALS.size()));
        }
        String a = expression(depth - 1);
        String b = expression(depth - 1);
        String x = variable();
        String y = variable();
        return "(" + compound(depth, a, b, x, y) + ")";
    }

    private String compound(int depth, String a, String b, String x, String y) {
        return switch (pick(26)) {
            case 0 -> "(" + number(depth - 1) + operator() + number(depth - 1) + ")";
            case 1 -> "(" + a + List.of(" + ", " - ", " * ", " / ").get(pick(4)) + b + ")";
            case 2 -> "div(" + number(depth - 1) + ", " + number(depth - 1) + ")";
            case 3 -> "rem(" + number(depth - 1) + ", " + b + ")";
            case 4 -> "{" + a + ", " + b + "}";
            case 5 -> "[" + a + ", " + b + " | " + list(depth - 1) + "]";
            case 6 -> "%{" + a + " => " + b + ", k: " + expression(depth - 1) + "}";
            case 7 ->
                "case " + a + " do\n {" + x + ", " + y + "} -> [" + x + ", " + y + "]\n [" + x + " | _] -> " + x
                        + "\n " + x + " when is_integer(" + x + ") and " + x + " > 1 -> " + x + " - 1\n %{a: " + x
                        + "} -> "
                        + x + "\n " + x + " when is_binary(" + x + ") -> byte_size(" + x + ")\n end";
            case 8 -> "(fn " + x + ", " + y + " -> {" + y + ", " + x + ", " + a + "} end).(" + b + ", 1)";
            case 9 -> "Enum.map(" + list(depth - 1) + ", fn " + x + " -> {" + x + ", " + a + "} end)";
            case 10 -> "Enum.reduce(" + list(depth - 1) + ", 0, fn " + x + ", " + y + " -> " + x + " + " + y + " end)";
            case 11 -> "for " + x + " <- " + list(depth - 1) + ", " + x + " != 2, do: {" + x + ", " + a + "}";
            case 12 ->
                "try do\n " + a + "\n rescue\n " + x + " in [ArithmeticError] -> {:arith, " + x + ".message}\n catch\n "
                        + x + ", " + y + " -> {" + x + ", " + y + "}\n after\n " + b + "\n end";
            case 13 -> "try do\n throw(" + a + ")\n catch\n " + x + " -> {:thrown, " + x + "}\n end";
            case 14 -> "(case " + a + " do\n " + x + " ->\n " + y + " = " + b + "\n {" + x + ", " + y + "}\n end)";
            case 15 -> "(if " + a + ", do: " + b + ", else: " + expression(depth - 1) + ")";
            case 16 -> "(" + a + " || " + b + ")";
            case 17 ->
                "(" + comparable(depth - 1)
                        + List.of(" == ", " === ", " < ", " >= ", " != ").get(pick(5)) + comparable(depth - 1) + ")";
            case 18 ->
                "(case <<" + pick(65536) + "::size(16), \"rest\">> do\n <<" + x + "::size(" + (1 + pick(12)) + ")-"
                        + List.of("signed", "unsigned", "little").get(pick(3)) + ", " + y + "::bitstring>> -> {" + x
                        + ", "
                        + y + "}\n end)";
            case 19 -> "<<" + number(0) + "::integer-size(" + pick(20) + "), \"x\">>";
            case 20 ->
                "(with {:ok, " + x + "} <- {:ok, " + a + "}, {" + y + ", _} <- " + b + ", do: {" + x + ", " + y + "})";
            case 21 -> "Map.get(%{a: " + a + "}, " + List.of(":a", ":b").get(pick(2)) + ", " + b + ")";
            case 22 -> "Enum.sort([" + comparable(depth - 1) + ", " + comparable(depth - 1) + ", 3, 2.0, :z])";
            case 23 -> "inspect(" + number(depth - 1) + ") <> to_string(" + number(0) + ")";
            case 24 -> "hd(" + a + ")";
            default -> "elem(" + a + ", " + pick(3) + ")";
        };
    }

    private String operator() {
        return List.of(" + ", " - ", " * ").get(pick(3));
    }

    private String number(int depth) {
        if (depth <= 0) {
            return List.of("0", "1", "-3", "17", "2.5", "4611686018427387904", "99999999999999999999")
                    .get(pick(7));
        }
        return "(" + number(depth - 1) + operator() + number(depth - 1) + ")";
    }

    private String comparable(int depth) {
        return depth <= 0 ? LITERALS.get(pick(LITERALS.size())) : expression(depth - 1);
    }

    private String list(int depth) {
        return List.of("[]", "[1, 2, 3]", "Enum.to_list(1..4)", "[" + expression(Math.max(0, depth - 1)) + ", 2]")
                .get(pick(4));
    }
}
