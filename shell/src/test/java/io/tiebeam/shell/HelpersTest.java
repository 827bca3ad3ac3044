// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of iex, typed at a prompt. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HelpersTest {
    private static final PrintStream STANDARD = System.out;
    private static final ByteArrayOutputStream PRINTED = new ByteArrayOutputStream();

    private static SnippetEngine engine;
    private static Evaluator evaluator;
    private static Workbench bench;
    private static final List<Class<?>> typed = new ArrayList<>();

    private RecordingPrompt prompt;
    private Session session;
    private static int number; // one prompt, so one count

    @BeforeAll
    static void start() {
        System.setOut(new PrintStream(PRINTED, true, StandardCharsets.UTF_8));
        engine = new SnippetEngine("", HelpersTest.class.getClassLoader(), SnippetEngine.IMPORTS);
        bench = Workbench.of(engine, typed::add);
        evaluator = new Evaluator(bench, _ -> {});
    }

    @AfterAll
    static void stop() {
        System.setOut(STANDARD);
        evaluator.close();
        engine.close();
    }

    @BeforeEach
    void new_session() {
        prompt = new RecordingPrompt();
        session = new Session(bench, evaluator, prompt);
    }

    /** What {@code source} prints; it must go well. */
    private String prints(String source) throws InterruptedException {
        PRINTED.reset();
        assertThat(session.evaluate(source, ++number))
                .as("%s; %s", source, prompt.complaints)
                .isTrue();
        return PRINTED.toString(StandardCharsets.UTF_8);
    }

    private String shows(String source) throws InterruptedException {
        prints(source);
        return prompt.shown.getLast();
    }

    private String complains(String source) throws InterruptedException {
        assertThat(session.evaluate(source, ++number)).as(source).isFalse();
        return prompt.complaints.getLast();
    }

    @Test
    void help_explains_every_helper_and_each_explains_itself() throws Exception {
        String help = prints("help()");
        for (Method helper : Helpers.class.getDeclaredMethods()) {
            if (Modifier.isPublic(helper.getModifiers())) {
                assertThat(help).contains(helper.getName() + "(");
                assertThat(prints("h(" + helper.getName() + ")"))
                        .contains(" " + helper.getName() + "(")
                        .contains("\n\n")
                        .doesNotContain("{@");
            }
        }
        assertThat(prints("h()")).isEqualTo(help);
    }

    @Test
    void h_shows_what_a_class_is_and_what_it_offers() throws Exception {
        assertThat(prints("h(Node)"))
                .contains("  class Node implements AutoCloseable\n\nA named JVM among others")
                .contains("  static Node start(NodeOptions options)")
                .doesNotContain("The static methods speak for")
                .doesNotContain("private");
        assertThat(prints("h(Node.class)")).contains("  class Node implements AutoCloseable");
        assertThat(prints("h(\"io.tiebeam.otp.Task\")")).contains("class Task");
        assertThat(prints("h(ServerRef)")).contains("  interface ServerRef");
    }

    @Test
    void h_shows_all_methods_of_a_name_with_what_they_do() throws Exception {
        assertThat(prints("h(Node.spawnLink)"))
                .contains(
                        "  static Pid spawnLink(NodeName node, Mfa call)\n\nStarts a process on node that runs call, linked")
                .contains("  static Pid spawnLink(String node, Remote.Action0 function)")
                .doesNotContain("@throws");
        assertThat(prints("h(flush)")).contains("  static void flush()");
        assertThat(prints("h(nothing)")).isEqualTo("No documentation for nothing was found\n");
    }

    @Test
    void h_knows_the_jdk() throws Exception {
        assertThat(prints("h(List.copyOf)"))
                .contains("  static <E> List<E> copyOf(Collection<? extends E> coll)\n\nReturns an unmodifiable List");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"new Object()", "(Object) null", "new int[] {1}"})
    void i_says_what_cannot_travel(String value) throws Exception {
        assertThat(prints("i(" + value + ")")).contains("Travels as\n  nothing: ");
    }

    @Test
    void i_says_what_a_value_is_and_as_what_it_travels() throws Exception {
        assertThat(prints("record Hi(String name) {} i(new Hi(\"kate\"))")).isEqualTo("""
                        Value
                          {:hi, "kate"}
                        Java type
                          Hi, a record typed here
                        Travels as
                          a tuple of 2
                          {:hi, "kate"}
                        """);
        assertThat(prints("i(\"hi\")")).contains("a binary of UTF-8");
        assertThat(prints("i(List.of(1, 2))")).contains("a list of 2\n  [1, 2]");
        assertThat(prints("i(self())")).contains("Alive\n  true").contains("Mailbox\n  0 messages");
    }

    @Test
    void v_gives_back_what_was_shown() throws Exception {
        shows("41 + 1");
        int first = number;
        assertThat(shows("v()")).isEqualTo("42");
        shows("\"other\"");
        assertThat(shows("v(" + first + ")")).isEqualTo("42");
        assertThat(shows("v(-2)")).isEqualTo("\"other\"");
        shows("int n = v(" + first + ")");
        assertThat(shows("n + 1")).isEqualTo("43");
        assertThat(complains("v(1000)")).contains("v(1000) is out of bounds: there are values of v(");
        for (int i = 0; i < 20; i++) {
            shows("Thread.yield()");
        }
        assertThat(shows("v()")).isEqualTo(":ok");
        assertThat(complains("v(" + first + ")")).contains("is out of bounds");
    }

    @Test
    void c_loads_a_file_without_a_package_as_if_it_were_typed(@TempDir Path folder) throws Exception {
        typed.clear();
        Path file = folder.resolve("Dog.java");
        Files.writeString(file, "import java.time.Year;\nclass Dog { static String says() { return \"wau\"; } }");
        assertThat(shows("c(\"" + file + "\")")).isEqualTo("[Dog]");
        assertThat(shows("Dog.says()")).isEqualTo("\"wau\"");
        assertThat(typed).singleElement().matches(type -> type.getSimpleName().equals("Dog"));
        Files.writeString(file, "class Dog { static String says() { return 1; } }");
        assertThat(complains("c(\"" + file + "\")")).contains("incompatible types");
        assertThat(complains("c(\"" + folder + "/Cat.java\")")).contains("there is no such file (enoent)");
    }

    @Test
    void c_loads_a_file_of_a_package_and_again_when_it_changed(@TempDir Path folder) throws Exception {
        typed.clear();
        Path file = folder.resolve("Cat.java");
        Files.writeString(file, "package zoo; public class Cat { public static String says() { return \"miau\"; } }");
        shows("int kept = 7");
        assertThat(shows("c(\"" + file + "\")")).isEqualTo("[Cat]");
        assertThat(shows("zoo.Cat.says() + Cat.says()")).isEqualTo("\"miaumiau\"");
        Files.writeString(file, "package zoo; public class Cat { public static int says() { return 2; } }");
        assertThat(shows("c(\"" + file + "\")")).isEqualTo("[Cat]");
        assertThat(shows("Cat.says() + kept")).isEqualTo("9");
        assertThat(typed).extracting(Class::getName).containsExactly("zoo.Cat", "zoo.Cat");
        Files.writeString(file, "package zoo; class Cat { nonsense }");
        assertThat(complains("c(\"" + file + "\")"))
                .contains("Cat.java does not compile")
                .contains("<identifier> expected");
    }

    @Test
    void processes_are_listed_with_what_they_do() throws Exception {
        prints(
                "var waiting = spawn(() -> receive()); send(waiting, Atom.of(\"a\")); Processes.register(Name.of(\"waits\"), spawn(() -> receive(Down.class)))");
        String[] rows = prints("processes()").split("\n");
        assertThat(rows[0]).matches("pid +name or start +mailbox +status +links");
        assertThat(Arrays.asList(rows)).anyMatch(row -> row.matches("#PID<0\\.\\d+\\.0> +:waits +0 +waiting +0"));
        assertThat(Arrays.asList(rows)).anyMatch(row -> row.matches("#PID<0\\.\\d+\\.0> .* running +\\d+"));
        prints("Kernel.exit(Processes.whereIs(Name.of(\"waits\")).get(), \"kill\")");
    }

    @Test
    void supervisors_are_drawn_as_trees() throws Exception {
        shows(
                "var top = Supervisor.of(Strategy.ONE_FOR_ONE).named(Name.of(\"top\")).child(TaskSupervisor.named(Name.of(\"Elixir.Chat.TaskSupervisor\"))).startLink()");
        assertThat(prints("supervisors()"))
                .matches("(?s).*:top #PID<0\\.\\d+\\.0>\n└── .*TaskSupervisor #PID<0\\.\\d+\\.0>\n.*");
        shows("Processes.unlink(top)");
        shows("exit(top, \"kill\")");
    }

    @Test
    void addresses_are_read_as_they_are_shown() throws Exception {
        shows("self()");
        assertThat(shows("pid(v().toString().replaceAll(\"#PID.|>\", \"\")).equals(self())"))
                .isEqualTo("true");
        assertThat(shows("pid(self().toString()).equals(self())")).isEqualTo("true");
        shows("var made = makeRef()");
        assertThat(shows("ref(made.toString()).equals(made)")).isEqualTo("true");
        assertThat(complains("pid(\"x\")")).contains("expected numbers as in pid(\"0.112.0\"), got: \"x\"");
        assertThat(complains("pid(\"77.1.0\")")).contains("no connected node is shown as 77");
    }

    @Test
    void exit_without_a_reason_leaves_the_shell() throws Exception {
        Workbench own = Workbench.of(engine, _ -> {});
        try (Evaluator other = new Evaluator(own, _ -> {})) {
            assertThat(new Session(own, other, prompt).evaluate("exit()", 1)).isTrue();
            assertThat(own.isLeft()).isTrue();
        }
    }

    @Test
    void what_belongs_to_the_prompt_says_so_elsewhere() throws Exception {
        assertThat(complains("{ spawnLink(() -> v()); receive(); }")).contains("v() is for the prompt");
        assertThat(complains("r()")).contains("there is no project here: start the shell with -S DIR");
    }
}
