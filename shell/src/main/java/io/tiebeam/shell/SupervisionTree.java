// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.ExitException;
import io.tiebeam.otp.ChildType;
import io.tiebeam.otp.Supervisor;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Supervisors and their children, asked as any process may ask: {@code which_children}. Immutable.
 *
 * @param name what a child is called by its supervisor; of the one at the top, what it is registered as
 * @param pid empty while it does not run
 */
record SupervisionTree(String name, Optional<Pid> pid, List<SupervisionTree> children) {
    /** The trees of these {@code processes}. Blocks, for each supervisor among them. */
    static List<SupervisionTree> of(List<ProcessRow> processes) {
        Map<Pid, List<Supervisor.Child>> asked = new LinkedHashMap<>();
        Map<Pid, String> names = new LinkedHashMap<>();
        for (ProcessRow row : processes) {
            if (row.isSupervisor()) {
                childrenOf(row.pid()).ifPresent(children -> {
                    asked.put(row.pid(), children);
                    names.put(row.pid(), row.name());
                });
            }
        }
        Set<Pid> children = new HashSet<>();
        asked.values().forEach(all -> all.forEach(child -> child.pid().ifPresent(children::add)));
        List<SupervisionTree> trees = new ArrayList<>();
        for (Pid top : asked.keySet()) {
            if (!children.contains(top)) {
                trees.add(tree(names.get(top), Optional.of(top), asked));
            }
        }
        return trees;
    }

    private static SupervisionTree tree(String name, Optional<Pid> pid, Map<Pid, List<Supervisor.Child>> asked) {
        List<SupervisionTree> children = pid.map(asked::get).stream()
                .flatMap(List::stream)
                .map(child -> tree(nameOf(child), child.pid(), asked))
                .toList();
        return new SupervisionTree(name, pid, children);
    }

    private static String nameOf(Supervisor.Child child) {
        return child.id().equals(Atom.UNDEFINED)
                ? child.type() == ChildType.SUPERVISOR ? "supervisor" : "worker"
                : Values.show(child.id());
    }

    /** Empty for one that has ended meanwhile, or is none. */
    private static Optional<List<Supervisor.Child>> childrenOf(Pid supervisor) {
        try {
            return Optional.of(Supervisor.whichChildren(supervisor));
        } catch (ExitException gone) {
            return Optional.empty();
        }
    }

    /** A line each, with branches drawn. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        append(lines, "", "");
        return lines;
    }

    private void append(List<String> lines, String branch, String below) {
        lines.add(branch + name + " " + pid.map(Values::show).orElse("not running"));
        for (int i = 0; i < children.size(); i++) {
            boolean last = i == children.size() - 1;
            children.get(i).append(lines, below + (last ? "└── " : "├── "), below + (last ? "    " : "│   "));
        }
    }

    /** As {@code --json} says it. */
    Object json() {
        return Json.object(
                "name", name,
                "pid", pid.map(Values::show).orElse(null),
                "children", children.stream().map(SupervisionTree::json).toList());
    }
}
