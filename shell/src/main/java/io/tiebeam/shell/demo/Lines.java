// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

/** What is typed in the lesson, in both languages side by side; {@code node} is a full node name. */
public final class Lines {
    /** The lesson's module {@code Kate}, in one line. Besides the name it knows how to wait, to complain and to ask. */
    public static final Line DEFINE_KATE = new Line(
            "public class Kate {"
                    + " public static void sayName() { IO.println(\"Hi, my name is Kate\"); }"
                    + " public static void waitForHi() { send(receive(Hi.class).from(), new Sup()); }"
                    + " public static void complain() { System.err.println(\"Where is my tea?\"); }"
                    + " public static void ask(Pid who) { send(who, getLine(\"Who are you? \").orElse(\"?\").strip()); }"
                    + " }",
            "defmodule Kate do"
                    + " def say_name do IO.puts(\"Hi, my name is Kate\") end;"
                    + " def wait_for_hi do receive do {:hi, pid} -> send(pid, :sup?) end end;"
                    + " def complain do IO.puts(Process.group_leader(), \"Where is my tea?\") end;"
                    + " def ask(who) do send(who, String.trim(IO.gets(\"Who are you? \"))) end"
                    + " end");

    /** The message {@code {:hi, pid}} as a type, where the language wants one. */
    public static final Line DEFINE_HI = new Line("record Hi(Pid from) {}", ":ok");

    /** The message {@code :sup?} as a type, where the language wants one. */
    public static final Line DEFINE_SUP = new Line("@WireName(\"sup?\") record Sup() {}", ":ok");

    /** Calls Kate's function here. */
    public static final Line SAY_NAME = new Line("Kate.sayName()", "Kate.say_name()");

    /** The node's own name. */
    public static final Line NODE = new Line("Node.self()", "Node.self()");

    /** The nodes that are connected. */
    public static final Line NODES = new Line("Node.list()", "Node.list()");

    /** Prints the mailbox. */
    public static final Line FLUSH = new Line("flush()", "flush()");

    /** The shell's process. */
    public static final Line SELF = new Line("self()", "self()");

    /** The next message, or {@code :timeout} after ten seconds. */
    public static final Line RECEIVE = new Line(
            "receive(Duration.ofSeconds(10)).orElse(Atom.of(\"timeout\"))",
            "receive do message -> message after 10_000 -> :timeout end");

    /** Exits of linked processes become messages. */
    public static final Line TRAP_EXITS = new Line("Processes.trapExit(true)", "Process.flag(:trap_exit, true)");

    /** Sends the variable {@code pid} the lesson's message. */
    public static final Line SEND_HI = new Line("send(pid, new Hi(self()))", "send(pid, {:hi, self()})");

    /** The node of the variable {@code pid}. */
    public static final Line NODE_OF_PID = new Line("node(pid)", "node(pid)");

    private Lines() {}

    /** Is that node there? */
    public static Line ping(String node) {
        return new Line("Node.ping(\"" + node + "\")", "Node.ping(:" + node + ")");
    }

    /** Connects to it. */
    public static Line connect(String node) {
        return new Line("Node.connect(\"" + node + "\")", "Node.connect(:" + node + ")");
    }

    /** Uses another cookie with it. */
    public static Line setCookie(String node, String cookie) {
        return new Line(
                "Node.setCookie(\"" + node + "\", \"" + cookie + "\")",
                "Node.set_cookie(:" + node + ", :" + cookie + ")");
    }

    /** Starts a linked process there that runs Kate's {@code function}, named as Elixir does, without arguments. */
    public static Line spawnLink(String node, String function) {
        return new Line(
                "Node.spawnLink(\"" + node + "\", Mfa.of(\"Elixir.Kate\", \"" + function + "\"))",
                "Node.spawn_link(:" + node + ", fn -> Kate." + function + " end)");
    }

    /** Starts a linked process there that waits for a greeting and answers it; in iex its code is typed on the spot. */
    public static Line spawnLinkWaiting(String node) {
        return new Line(
                spawnLink(node, "wait_for_hi").java(),
                "Node.spawn_link(:" + node
                        + ", fn -> receive do {:hi, alex_node_pid} -> send alex_node_pid, :sup? end end)");
    }

    /** Starts Kate's function that asks at the console, and waits for what was answered; both on one line. */
    public static Line askAndReceive(String node) {
        return new Line(
                "Node.spawnLink(\"" + node + "\", Mfa.of(\"Elixir.Kate\", \"ask\", self()));"
                        + " receive(Duration.ofSeconds(10)).orElse(Atom.of(\"timeout\"))",
                "Node.spawn_link(:" + node + ", Kate, :ask, [self()]);"
                        + " receive do answer -> answer after 10_000 -> :timeout end");
    }

    /** Starts a linked process there that runs a line of Java at that shell. */
    public static Line spawnLinkEval(String node, String code) {
        String java = "Node.spawnLink(\"" + node + "\", Mfa.eval(\"" + code + "\"))";
        return new Line(java, java);
    }

    /** The variable {@code pid} is the value of {@code line}. */
    public static Line pidIs(Line line) {
        return new Line("var pid = " + line.java(), "pid = " + line.elixir());
    }

    /** The process that runs the chat's tasks here. */
    public static final Line TASK_SUPERVISOR = new Line(
            "Processes.whereIs(Name.of(\"Elixir.Chat.TaskSupervisor\"))", "Process.whereis(Chat.TaskSupervisor)");

    /** Runs the chat's function as a task of the supervisor there, and waits for its value. */
    public static Line task(String node, String message) {
        return new Line(
                "TaskSupervisor.async(Name.of(\"Elixir.Chat.TaskSupervisor\").at(\"" + node + "\"),"
                        + " Mfa.of(\"Elixir.Chat\", \"receive_message\", \"" + message + "\")).await()",
                "Task.Supervisor.async({Chat.TaskSupervisor, :" + node + "}," + " Chat, :receive_message, [\"" + message
                        + "\"]) |> Task.await()");
    }

    /** The lesson's chat: sends {@code message} to {@code node}. */
    public static Line sendMessage(String node, String message) {
        return new Line(
                "Chat.sendMessage(\"" + node + "\", \"" + message + "\")",
                "Chat.send_message(:" + node + ", \"" + message + "\")");
    }
}
