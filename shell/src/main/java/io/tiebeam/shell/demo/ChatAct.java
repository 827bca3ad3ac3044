// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import static io.tiebeam.shell.demo.Cast.ALEX;
import static io.tiebeam.shell.demo.Cast.KATE;
import static io.tiebeam.shell.demo.Cast.MOEBI;

import java.util.List;

/** The second half of the lesson, rows 9 to 13: the chat, with a task supervisor on every node. */
final class ChatAct {
    private final Scene scene;
    private final ConsoleNode alex;
    private final ConsoleNode kate;
    private final ConsoleNode moebi;

    ChatAct(Scene scene) {
        this.scene = scene;
        alex = scene.cast().alex();
        kate = scene.cast().kate();
        moebi = scene.cast().moebi();
    }

    void play() {
        scene.row("9", "The application's supervision tree holds a task supervisor");
        for (ConsoleNode node : scene.cast().nodes()) {
            scene.asks(
                    node,
                    Lines.TASK_SUPERVISOR,
                    node.shortName() + " runs Chat.TaskSupervisor",
                    rows -> rows.size() == 1 && rows.getFirst().contains("#PID<0."));
        }

        scene.row("10", "A task on kate, awaited by alex");
        scene.asks(alex, Lines.task(KATE, "hello from a task"), "its value comes back", ":ok");
        scene.shows(kate, "kate prints the message", "hello from a task");

        scene.row("11", "Alex sends kate a message");
        scene.asks(alex, Lines.sendMessage(KATE, "hi"), "alex gets :ok and prints nothing", List.of(":ok")::equals);
        scene.shows(kate, "kate prints it: here the leader is the supervisor's", "hi");
        scene.isSilent(moebi, "moebi sees nothing");

        scene.row("12", "Kate answers");
        scene.asks(kate, Lines.sendMessage(ALEX, "how are you?"), "kate gets :ok", ":ok");
        scene.shows(alex, "alex prints it", "how are you?");

        scene.row("13", "Moebi the dog has but one question");
        scene.asks(alex, Lines.sendMessage(MOEBI, "hi"), "alex gets :ok", ":ok");
        scene.shows(moebi, "moebi prints the message", "hi");
        scene.shows(alex, "alex prints what moebi wants to know", "chicken?");
        scene.isSilent(kate, "kate sees nothing");
    }
}
