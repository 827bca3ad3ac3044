// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command takes: its options, written as those of erl and iex, and its operands; and the help that says so.
 * {@code --name value} and {@code --name=value} are the same; after {@code --} all words are operands. Made and used by the
 * main thread.
 */
public final class Syntax {
    private record Option(String name, Optional<String> value, boolean repeats, String about) {
        private String shown() {
            return name + value.map(word -> " " + word).orElse("");
        }
    }

    private record Operands(String shown, String about, int least, int most) {}

    private final String command;
    private final String usage;
    private final Map<String, Option> options = new LinkedHashMap<>();
    private final List<List<String>> exclusive = new ArrayList<>();
    private List<String> examples = List.of();
    private Optional<Operands> operands = Optional.empty();
    private Optional<String> footer = Optional.empty();

    private Syntax(String command, String usage) {
        this.command = command;
        this.usage = usage;
    }

    /** That of {@code command}; {@code usage} is what follows its name in one line of help. */
    public static Syntax of(String command, String usage) {
        return new Syntax(command, usage);
    }

    /** Lines that show how it is used. */
    public Syntax examples(String... lines) {
        examples = List.of(lines);
        return this;
    }

    /** An option with a value, called {@code value} in the help, at most once. */
    public Syntax option(String name, String value, String about) {
        options.put(name, new Option(name, Optional.of(value), false, about));
        return this;
    }

    /** An option with a value that may be repeated. */
    public Syntax options(String name, String value, String about) {
        options.put(name, new Option(name, Optional.of(value), true, about));
        return this;
    }

    /** An option that is there or not. */
    public Syntax flag(String name, String about) {
        options.put(name, new Option(name, Optional.empty(), true, about));
        return this;
    }

    /** Of these only one may be given. */
    public Syntax oneOf(String... names) {
        exclusive.add(List.of(names));
        return this;
    }

    /** Words that are no options; without this there are none. */
    public Syntax operands(String shown, String about, int least, int most) {
        operands = Optional.of(new Operands(shown, about, least, most));
        return this;
    }

    /** What else there is to know. */
    public Syntax footer(String text) {
        footer = Optional.of(text);
        return this;
    }

    /**
     * Reads the words after the command's name.
     *
     * @throws UsageException for one that is not understood
     */
    public Given read(List<String> words) {
        Map<String, List<String>> values = new HashMap<>();
        List<String> rest = new ArrayList<>();
        boolean open = true; // until --
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!open || !word.startsWith("-") || word.equals("-")) {
                rest.add(word);
            } else if (word.equals("--")) {
                open = false;
            } else {
                int sign = word.indexOf('=');
                String name = sign < 0 ? word : word.substring(0, sign);
                Option option = known(name);
                String value = "";
                if (option.value.isPresent()) {
                    if (sign < 0 && (i + 1 == words.size() || options.containsKey(words.get(i + 1)))) {
                        throw new UsageException(name + " needs a value: " + option.shown());
                    }
                    value = sign < 0 ? words.get(++i) : word.substring(sign + 1);
                } else if (sign >= 0) {
                    throw new UsageException(name + " takes no value, got: " + word);
                }
                List<String> all = values.computeIfAbsent(name, _ -> new ArrayList<>());
                if (!all.isEmpty() && !option.repeats) {
                    throw new UsageException(name + " is given twice: " + all.getFirst() + " and " + value);
                }
                all.add(value);
            }
        }
        check(values, rest);
        return new Given(values, rest);
    }

    private Option known(String name) {
        Option option = options.get(name);
        if (option == null) {
            throw new UsageException(command + " has no option " + name
                    + Similar.to(name, options.keySet())
                            .map(near -> "; did you mean " + near + "?")
                            .orElse(""));
        }
        return option;
    }

    private void check(Map<String, List<String>> values, List<String> rest) {
        for (List<String> names : exclusive) {
            List<String> both = names.stream().filter(values::containsKey).toList();
            if (both.size() > 1) {
                throw new UsageException(String.join(" and ", both) + " exclude each other: give one of them");
            }
        }
        int most = operands.map(Operands::most).orElse(0);
        int least = operands.map(Operands::least).orElse(0);
        if (rest.size() > most) {
            throw new UsageException(
                    command + " does not know what to do with: " + String.join(" ", rest.subList(most, rest.size())));
        }
        if (rest.size() < least) {
            throw new UsageException(
                    command + " needs " + operands.orElseThrow().shown());
        }
    }

    /** Its help: examples, the one line of usage, each option, what else there is to know. */
    public String help() {
        List<String> lines = new ArrayList<>(examples);
        lines.add("");
        lines.add(("Usage: tiebeam " + command + " " + usage).strip());
        int width = Math.max(
                        options.values().stream()
                                .mapToInt(option -> option.shown().length())
                                .max()
                                .orElse(0),
                        operands.map(words -> words.shown().length()).orElse(0))
                + 4;
        operands.ifPresent(words -> lines.addAll(Columns.of("  " + words.shown(), words.about(), width)));
        options.values().forEach(option -> lines.addAll(Columns.of("  " + option.shown(), option.about(), width)));
        footer.ifPresent(text -> {
            lines.add("");
            lines.addAll(Columns.of("", text, 0));
        });
        return String.join("\n", lines) + "\n";
    }
}
