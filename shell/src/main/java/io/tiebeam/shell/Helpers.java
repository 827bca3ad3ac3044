// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.ErlangModule;
import io.tiebeam.Kernel;
import io.tiebeam.Node;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Words for the prompt, imported there statically: those of iex that are not in {@code Kernel}. Called by snippets, on the
 * thread of the process that runs them. Public only because snippets are classes of their own.
 */
public final class Helpers {
    private Helpers() {}

    /** Prints the words of the prompt. */
    public static void help() {
        System.out.print("""
                This is Java: expressions, statements, classes, methods; an open { or (, or three
                quotes, take more lines. All of io.tiebeam, .otp and .term, and much of java.*, is imported.

                  self()                   the process you type in
                  send(pid, message)       receive() waits for one, flush() prints all that came
                  spawn(() -> ...)         a process; spawnLink, spawnMonitor likewise
                  Node.spawnLink("kate@localhost", Mfa.eval("Kate.sayName()"))
                                           runs there what only kate knows, and prints here

                  h(Node)                  what it is: h(Node.spawnLink), h(flush); h() and help() this text
                  i(x)                     what a value is, and as which term it travels
                  v()  v(3)  v(-2)         the last value, that of input 3, the last but one
                  c("Kate.java")           compiles and loads a file
                  r()  recompile()         compiles the project anew, if it changed
                  ping("kate@localhost")   connects; nodes() lists who is connected
                  processes()              those of this node: mailbox, status, links
                  supervisors()            their trees
                  pid("0.112.0")           a pid from its text; ref("0.1.2.3") a reference
                  clear()  exit()          empties the screen; leaves the shell

                Ctrl+C ends what is evaluated, twice or Ctrl+D at the prompt ends the node.
                """);
    }

    /** Prints the words of the prompt, as help() does. */
    public static void h() {
        help();
    }

    /**
     * Prints what is known of a class, a method or a helper: its signatures, and what they say of themselves. At the prompt
     * the quotes may be left out: {@code h(Node.spawnLink)}.
     */
    public static void h(String topic) {
        Workbench bench = Workbench.current("h()");
        List<Path> sources = bench.project().stream().map(Project::sources).toList();
        System.out.println(Docs.of(topic, sources).orElse("No documentation for " + topic + " was found"));
    }

    /** Prints what is known of the class {@code type}. */
    public static void h(Class<?> type) {
        h(type.getCanonicalName() == null ? type.getName() : type.getCanonicalName());
    }

    /** Prints what {@code value} is: in Java, and as which term it travels; of a pid, what its process does. */
    public static void i(Object value) {
        System.out.println(Inspection.of(value));
    }

    /** The last value that was shown. */
    public static <T> T v() {
        return v(-1);
    }

    /** The value of input {@code number}, as the prompt counts; of a negative one counted from the end. */
    @SuppressWarnings("unchecked") // the reader knows what was shown
    public static <T> T v(int number) {
        return (T) Workbench.current("v()").value(number);
    }

    /** Compiles and loads a Java file, and lets other nodes call its classes: their modules. */
    public static List<Atom> c(String file) throws InterruptedException {
        return FileCompiler.compile(Workbench.current("c()"), Path.of(file)).stream()
                .map(Helpers::module)
                .toList();
    }

    private static Atom module(Class<?> type) {
        ErlangModule named = type.getAnnotation(ErlangModule.class);
        return Atom.of(named == null ? "Elixir." + type.getSimpleName() : named.value());
    }

    /** Compiles the project anew: {@code :ok}, {@code :noop} if nothing changed, {@code :error} if it does not compile. */
    public static Atom r() throws InterruptedException {
        Workbench bench = Workbench.current("r()");
        Project project = bench.project()
                .orElseThrow(() -> new IllegalStateException("there is no project here: start the shell with -S DIR"));
        if (project.isCurrent()) {
            return Atom.of("noop");
        }
        try {
            project.compileIfStale();
            bench.reload(project);
            return Atom.OK;
        } catch (CommandFailure failed) {
            System.err.println(failed.getMessage());
            return Atom.ERROR;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles the project anew, as {@code r()} does. */
    public static Atom recompile() throws InterruptedException {
        return r();
    }

    /** Connects to {@code node}: {@code :pong}, or {@code :pang} if it cannot be reached; then it prints why not. */
    public static Node.Ping ping(String node) {
        Node.Ping answer = Node.ping(node);
        if (answer == Node.Ping.PANG) {
            Node.whyNot(NodeName.of(node)).ifPresent(why -> System.err.println("** " + why));
        }
        return answer;
    }

    /** The nodes that are connected. */
    public static List<NodeName> nodes() {
        return Node.list();
    }

    /** Prints the processes of this node: their names, mailboxes, links, and whether they wait. */
    public static void processes() {
        List<List<String>> rows =
                ProcessRow.here().stream().map(ProcessRow::cells).toList();
        System.out.println(String.join("\n", Table.lines(ProcessRow.TITLES, rows)));
    }

    /** Prints the supervisors of this node, and what they supervise. */
    public static void supervisors() {
        List<SupervisionTree> trees = SupervisionTree.of(ProcessRow.here());
        System.out.println(
                trees.isEmpty()
                        ? "no supervisor runs here"
                        : String.join(
                                "\n",
                                trees.stream()
                                        .flatMap(tree -> tree.lines().stream())
                                        .toList()));
    }

    /** The pid that this shell shows as {@code #PID<text>}. */
    public static Pid pid(String text) {
        return Addresses.pid(text);
    }

    /** The reference that this shell shows as {@code #Reference<text>}. */
    public static Ref ref(String text) {
        return Addresses.ref(text);
    }

    /** Empties the screen. */
    public static void clear() {
        Kernel.print("\u001b[H\u001b[2J");
    }

    /** Leaves the shell, when what is evaluated has ended; the node ends with it, unless it is another's. */
    public static void exit() {
        Workbench.current("exit()").leave();
    }
}
