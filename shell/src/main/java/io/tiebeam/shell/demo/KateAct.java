// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import static io.tiebeam.shell.demo.Cast.KATE;
import static io.tiebeam.shell.demo.Cast.MOEBI;

import java.util.List;

/** The first half of the lesson, rows 1 to 7: nodes, a function that only kate has, messages, cookies. */
final class KateAct {
    /** The cookie of alex and kate. */
    static final String COOKIE = "secret_token";

    /** The cookie of moebi, who is a dog. */
    static final String OTHER_COOKIE = "bone";

    private static final String TEXT = "Hi, my name is Kate";

    private final Scene scene;
    private final ConsoleNode alex;
    private final ConsoleNode kate;
    private final ConsoleNode moebi;

    KateAct(Scene scene) {
        this.scene = scene;
        alex = scene.cast().alex();
        kate = scene.cast().kate();
        moebi = scene.cast().moebi();
    }

    void play() {
        nodes();
        module();
        spawn();
        if (isAllJava()) {
            eval();
        }
        input();
        messages();
        cookies();
    }

    private boolean isAllJava() {
        return scene.cast().nodes().stream().allMatch(node -> node.language() == Language.JAVA);
    }

    private void nodes() {
        scene.row("1", "A runtime with a name is a node");
        scene.asks(alex, Lines.NODE, "the prompt shows the name, and the node knows it", ":alex@localhost");
        scene.row("2", "A second terminal, a second node");
        scene.asks(alex, Lines.ping(KATE), "kate answers", ":pong");
        scene.asks(alex, Lines.NODES, "alex is connected with kate", "[:kate@localhost]");
        scene.asks(kate, Lines.NODES, "and kate with alex", "[:alex@localhost]");
    }

    private void module() {
        scene.row("3", "A module that only kate has");
        scene.say(kate, Lines.DEFINE_HI);
        scene.say(kate, Lines.DEFINE_SUP);
        scene.say(kate, Lines.DEFINE_KATE);
        scene.asks(kate, Lines.SAY_NAME, "kate can call it", List.of(TEXT, ":ok")::equals);
        scene.asks(alex, Lines.SAY_NAME, "alex cannot", rows -> !rows.isEmpty() && !rows.contains(TEXT));
    }

    private void spawn() {
        scene.row("4", "Alex lets kate run it; row 5: whoever starts a process gets its output");
        scene.asks(
                alex,
                Lines.spawnLink(KATE, "say_name"),
                "alex gets a pid of kate's",
                rows -> rows.stream().anyMatch(row -> row.matches("#PID<[1-9]\\d*\\.\\d+\\.\\d+>")));
        scene.shows(alex, "alex prints what kate's function says", TEXT);
        scene.isSilent(kate, "kate prints nothing");
    }

    private void eval() {
        scene.row("4", "At a prompt the code itself may travel");
        scene.say(alex, Lines.spawnLinkEval(KATE, "Kate.sayName()"));
        scene.shows(alex, "alex prints what kate's function says", TEXT);
        scene.isSilent(kate, "kate prints nothing");
    }

    private void input() {
        scene.row("5", "What such a process reads is typed at alex, too; so are its errors shown there");
        String answer = scene.ask(alex, Lines.askAndReceive(KATE), "Who are you?", "Alex");
        scene.check("kate's function got what was typed", answer.contains("\"Alex\""), "got " + answer);
        scene.say(alex, Lines.spawnLink(KATE, "complain"));
        scene.shows(alex, "alex prints the error", "Where is my tea?");
        scene.isSilent(kate, "kate prints nothing");
    }

    private void messages() {
        scene.row("6", "A function on kate waits for {:hi, pid} and answers :sup?");
        scene.say(alex, Lines.DEFINE_HI);
        scene.say(alex, Lines.pidIs(Lines.spawnLink(KATE, "wait_for_hi")));
        scene.asks(alex, Lines.NODE_OF_PID, "the process is on kate", ":kate@localhost");
        scene.asks(
                alex,
                Lines.SEND_HI,
                "alex sends its own pid",
                rows -> rows.size() == 1 && rows.getFirst().matches("\\{:hi, #PID<0\\.\\d+\\.\\d+>}"));
        scene.asksUntil(
                alex,
                Lines.FLUSH,
                "the answer is in alex's mailbox",
                List.of(":ok")::equals,
                List.of(":sup?", ":ok")::equals);
    }

    private void cookies() {
        scene.row("7", "Nodes talk only with the same cookie; moebi has another");
        scene.asks(alex, Lines.connect(MOEBI), "moebi refuses alex", "false");
        scene.asks(moebi, Lines.connect(KATE), "kate refuses moebi", "false");
        scene.asks(moebi, Lines.NODES, "moebi is alone", "[]");
        scene.say(alex, Lines.setCookie(MOEBI, OTHER_COOKIE));
        scene.asks(alex, Lines.connect(MOEBI), "with the right cookie for this one peer they meet", "true");
        scene.asks(
                moebi,
                Lines.NODES,
                "moebi sees alex",
                rows -> String.join("", rows).contains(":alex@localhost"));
    }
}
