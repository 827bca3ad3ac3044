// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.statem.MachineScript.Act;
import io.tiebeam.statem.MachineScript.Decision;
import io.tiebeam.statem.MachineScript.Happening;
import io.tiebeam.statem.MachineScript.What;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a state machine does, as the manual of {@code gen_statem} tells it, in plain lists: the reference that {@link Machine} is
 * compared with. Slow and simple on purpose.
 */
final class MachineModel {
    /** A timeout that runs: {@code due} is when it ends, {@code none} for one of no time; {@code started} orders them. */
    private record Running(Object content, long due, long started) {}

    private static final long NO_TIME = -1;

    private final MachineScript script;
    private final Map<String, Running> timeouts = new TreeMap<>();
    private final List<Object> mailbox = new ArrayList<>(); // Happening, or Running: a timer that has ended
    private List<Happening> queue = new ArrayList<>();
    private List<Happening> postponed = new ArrayList<>();
    private List<String> zeros = new ArrayList<>(); // types of timeouts of no time, oldest first
    private List<Integer> handlers = new ArrayList<>(List.of(0)); // the last is in charge
    private int state;
    private long now;
    private long lastStarted;

    MachineModel(MachineScript script) {
        this.script = script;
    }

    void begin(List<Act> actions) {
        react(state, true, new ArrayList<>(actions), null);
        run();
    }

    void send(Happening event) {
        mailbox.add(event);
    }

    /** Time passes: the timers that end meanwhile lie in the mailbox then. */
    void advance(long time) {
        now += time;
        timeouts.values().stream()
                .filter(each -> each.due() != NO_TIME && each.due() <= now && !isInMailbox(each))
                .sorted(Comparator.comparingLong(Running::due).thenComparingLong(Running::started))
                .forEach(mailbox::add);
    }

    private boolean isInMailbox(Running timer) {
        return mailbox.stream().anyMatch(each -> each instanceof Running other && other.started() == timer.started());
    }

    void receive() {
        if (mailbox.isEmpty()) {
            return;
        }
        Object message = mailbox.removeFirst();
        if (message instanceof Happening event) {
            queue.add(event);
        } else {
            for (var each : Map.copyOf(timeouts).entrySet()) {
                if (each.getValue().started() == ((Running) message).started()) {
                    timeouts.remove(each.getKey());
                    queue.add(new Happening(each.getKey(), each.getValue().content()));
                }
            }
        }
        run();
    }

    private void run() {
        while (!queue.isEmpty() || !zeros.isEmpty()) {
            if (queue.isEmpty()) {
                String type = zeros.removeFirst();
                queue.add(new Happening(type, timeouts.remove(type).content()));
            }
            Happening event = queue.removeFirst();
            Decision decision = script.decide(handlers, state, event);
            int next = decision.what() == What.NEXT ? decision.next() : state;
            boolean entering = decision.what() == What.REPEAT || next != state;
            react(next, entering, new ArrayList<>(decision.actions()), event);
        }
    }

    /** All that follows from a decision about {@code event}; null when the machine begins. */
    private void react(int next, boolean entering, List<Act> actions, Happening event) {
        actions.forEach(this::handler);
        boolean enter = entering;
        while (enter && script.wantsEnter(handlers.getLast())) {
            Decision entered = script.decide(handlers, next, new Happening("enter", state));
            actions.addAll(entered.actions());
            enter = entered.what() == What.REPEAT;
        }
        boolean postpone = false;
        List<Happening> inserted = new ArrayList<>();
        for (Act act : actions) {
            switch (act) {
                case Act.Postpone(var on) -> postpone = on;
                case Act.Insert(var added) -> inserted.add(added);
                case Act.Timeout _, Act.Cancel _, Act.Update _, Act.Push _, Act.Change _, Act.Pop _ -> {}
            }
        }
        if (postpone && event != null) {
            postponed.add(event);
        }
        if (next != state) {
            postponed.addAll(queue);
            queue = postponed;
            postponed = new ArrayList<>();
            cancel("state");
        }
        cancel("event");
        timers(actions);
        inserted.addAll(queue);
        queue = inserted;
        state = next;
    }

    private void handler(Act act) {
        switch (act) {
            case Act.Push(var code) -> handlers.add(code);
            case Act.Pop() -> handlers.removeLast();
            case Act.Change(var code) -> handlers.set(handlers.size() - 1, code);
            case Act.Postpone _, Act.Insert _, Act.Timeout _, Act.Cancel _, Act.Update _ -> {}
        }
    }

    /** Of each type the last action counts; the last is done first. */
    private void timers(List<Act> actions) {
        Set<String> done = new HashSet<>();
        List<String> added = new ArrayList<>();
        for (Act act : actions.reversed()) {
            switch (act) {
                case Act.Timeout(var type, var time, var content)
                when done.add(type) -> {
                    cancel(type);
                    timeouts.put(type, new Running(content, time == 0 ? NO_TIME : now + time, ++lastStarted));
                    if (time == 0) {
                        added.addFirst(type);
                    }
                }
                case Act.Cancel(var type) when done.add(type) -> cancel(type);
                case Act.Update(var type, var content)
                when done.add(type) -> {
                    Running old = timeouts.get(type);
                    if (old == null) {
                        added.addFirst(type);
                    }
                    timeouts.put(
                            type,
                            old == null
                                    ? new Running(content, NO_TIME, ++lastStarted)
                                    : new Running(content, old.due(), old.started()));
                }
                default -> {}
            }
        }
        zeros.addAll(added);
    }

    private void cancel(String type) {
        timeouts.remove(type);
        zeros.remove(type);
    }

    /** State, handlers, what is postponed and what runs, for comparison. */
    String summary() {
        return state + " " + handlers + " " + postponed + " " + timeouts.keySet();
    }
}
