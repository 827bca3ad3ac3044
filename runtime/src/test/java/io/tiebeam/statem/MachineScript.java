// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Callbacks that decide by the dice: what is returned depends on the seed, the number of the call, the handler, the state and
 * the event, so that two machines which are asked the same in the same order get the same answers. Keeps what it was asked.
 */
final class MachineScript {
    private static final List<String> TYPES = List.of("event", "state", "n1", "n2");
    private static final int STATES = 3;
    private static final int ENOUGH = 150; // calls, after which nothing is asked for any more: then all comes to rest

    /** An event: what kind of event, and what it holds. */
    record Happening(String kind, Object content) {}

    enum What {
        KEEP,
        NEXT,
        REPEAT
    }

    record Decision(What what, int next, List<Act> actions) {}

    sealed interface Act {
        record Postpone(boolean on) implements Act {}

        record Insert(Happening event) implements Act {}

        record Timeout(String type, long time, Object content) implements Act {}

        record Cancel(String type) implements Act {}

        record Update(String type, Object content) implements Act {}

        record Push(int handler) implements Act {}

        record Change(int handler) implements Act {}

        record Pop() implements Act {}
    }

    private final long seed;
    private final List<String> asked = new ArrayList<>();

    MachineScript(long seed) {
        this.seed = seed;
    }

    List<String> asked() {
        return asked;
    }

    /** Some handlers want to know when states are entered. */
    boolean wantsEnter(int handler) {
        return handler % 2 == 0;
    }

    /** What the last of {@code handlers} does about {@code event}. */
    Decision decide(List<Integer> handlers, int state, Happening event) {
        asked.add(handlers + " in " + state + ": " + event);
        if (asked.size() > ENOUGH) {
            return new Decision(What.KEEP, state, List.of());
        }
        int mixed = Objects.hash(asked.size(), handlers, state, event.kind(), event.content());
        SplittableRandom random = new SplittableRandom(seed * 31 + mixed);
        boolean entering = event.kind().equals("enter");
        int die = random.nextInt(20);
        What what =
                entering ? die < 3 ? What.REPEAT : What.KEEP : die < 8 ? What.KEEP : die < 18 ? What.NEXT : What.REPEAT;
        return new Decision(what, random.nextInt(STATES), actions(random, handlers.size(), entering));
    }

    /** What a machine begins with. */
    List<Act> first() {
        return actions(new SplittableRandom(seed), 1, false);
    }

    private List<Act> actions(SplittableRandom random, int depth, boolean entering) {
        List<Act> actions = new ArrayList<>();
        int pushed = depth;
        for (int i = random.nextInt(4); i > 0; i--) {
            int content = asked.size() * 10 + i;
            String type = TYPES.get(random.nextInt(TYPES.size()));
            switch (random.nextInt(entering ? 5 : 10)) {
                case 0, 1 -> actions.add(new Act.Timeout(type, random.nextInt(6), content));
                case 2 -> actions.add(new Act.Timeout(type, 0, content));
                case 3 -> actions.add(new Act.Cancel(type));
                case 4 -> actions.add(new Act.Update(type, content));
                case 5, 6 -> actions.add(new Act.Postpone(random.nextInt(5) > 0));
                case 7 ->
                    actions.add(new Act.Insert(new Happening(random.nextBoolean() ? "internal" : "cast", content)));
                case 8 -> {
                    int handler = random.nextInt(4);
                    boolean push = random.nextBoolean();
                    pushed += push ? 1 : 0;
                    actions.add(push ? new Act.Push(handler) : new Act.Change(handler));
                }
                default -> {
                    if (pushed > 1) {
                        pushed--;
                        actions.add(new Act.Pop());
                    }
                }
            }
        }
        return actions;
    }
}
