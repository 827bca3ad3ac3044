// SPDX-License-Identifier: Apache-2.0
package chat;

import io.tiebeam.Node;
import io.tiebeam.otp.Key;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.ServerRef;
import java.util.function.Function;

/** Sends messages from node to node: the chat of the lesson "OTP Distribution". */
public final class Chat {
    static final Name TASKS = Name.of("Elixir.Chat.TaskSupervisor");

    /** The task supervisor that prints what is sent to a node: its own, but ours in tests. */
    static final Key<Function<NodeName, ServerRef>> REMOTE_SUPERVISOR = Key.of("chat", "remote_supervisor");

    private Chat() {}

    /** Runs where the message is to be read. */
    public static void receiveMessage(String message) {
        IO.println(message);
    }

    /** Moebi is a dog. Whatever one tells him, he has one question. */
    public static void receiveMessageForMoebi(String message, NodeName from) {
        IO.println(message);
        sendMessage(from.toString(), "chicken?");
    }

    /** Prints {@code message} on the node {@code recipient}; returns when that is done. */
    public static void sendMessage(String recipient, String message) {
        var supervisor = REMOTE_SUPERVISOR.get().apply(NodeName.of(recipient));
        var task = switch (recipient) {
            case "moebi@localhost" ->
                TaskSupervisor.async(supervisor, Chat::receiveMessageForMoebi, message, Node.self());
            default -> TaskSupervisor.async(supervisor, Chat::receiveMessage, message);
        };
        task.await();
    }
}
