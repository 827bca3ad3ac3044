// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ApplicationsTest {
    private static final Name TASKS = Name.of("Elixir.ApplicationsTest.Tasks");
    private static final Key<String> GREETING = Key.of("shop", "greeting", String.class);

    private final OnNode node = new OnNode("shop@localhost");
    private final Reports reports = new Reports();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        node.close();
        reports.close();
    }

    /** Its one function. */
    public static final class Till {
        private Till() {}

        public static String greet() {
            return GREETING.get();
        }
    }

    private final class ShopApplication implements Application {
        @Override
        public Pid start() {
            events.add("started in " + Processes.groupLeader().equals(node.node.user()));
            return Supervisor.of(Strategy.ONE_FOR_ONE)
                    .child(TaskSupervisor.named(TASKS))
                    .child(ChildSpec.process("slow", () -> {
                        Processes.trapExit(true);
                        Kernel.receiveWhen(Term.class, _ -> false);
                    }))
                    .startLink();
        }

        @Override
        public List<Class<?>> modules() {
            return List.of(Till.class);
        }

        @Override
        public Config config() {
            return (env, settings) -> settings.put(GREETING, "hello " + env);
        }

        @Override
        public void stop() {
            events.add("stopped");
        }
    }

    @Test
    void has_its_settings_and_its_modules_before_its_tree_and_stops_within_bounds() throws Throwable {
        node.run(self -> {
            RunningApplication shop = Applications.start(new ShopApplication(), Env.TEST);
            assertThat(shop.name()).isEqualTo("shop");
            assertThat(shop.isRunning()).isTrue();
            assertThat(events.take()).isEqualTo("started in true");
            assertThat(TaskSupervisor.async(TASKS, Till::greet).await()).isEqualTo("hello test");
            assertThat(Config.explain(GREETING)).startsWith("* shop.greeting = hello test");
            shop.stop(Duration.ofMillis(50)); // the child named slow does not listen
            assertThat(events.take()).isEqualTo("stopped");
            assertThat(shop.isRunning()).isFalse();
            assertThat(reports.next().getMessage()).contains("did not end within 50 ms");
            assertThat(OnNode.awaitEnd(self, shop.supervisor())).isEqualTo(Atom.of("noproc"));
            assertThat(shop.stop(Duration.ofMillis(50))).isTrue();
            return null;
        });
    }

    @Test
    void stops_on_its_own_node_whoever_asks() throws Throwable {
        RunningApplication shop = node.run(_ -> Applications.start(new ShopApplication(), Env.TEST));
        shop.stop(Duration.ofMillis(1)); // this thread belongs to no node
        assertThat(shop.isRunning()).isFalse();
    }

    @Test
    void says_when_its_tree_has_ended_by_itself() throws Throwable {
        node.run(self -> {
            RunningApplication shop = Applications.start(new ShopApplication(), Env.TEST);
            self.exit(null, shop.supervisor(), Atom.of("kill"));
            assertThat(reports.next().getMessage()).isEqualTo("Application shop exited: killed");
            events.take();
            assertThat(events.take()).isEqualTo("stopped");
            return null;
        });
    }

    @Test
    void says_what_failed_if_it_cannot_start() throws Throwable {
        Application broken = () -> {
            throw new ExitException(Atom.of("no_disk"));
        };
        node.run(_ -> assertThatThrownBy(() -> Applications.start(broken, Env.TEST))
                .isInstanceOf(ExitException.class)
                .hasMessageContaining("could not start")
                .hasMessageEndingWith(":no_disk"));
    }

    @Test
    void finds_nothing_where_nobody_provides_one() {
        assertThat(Applications.startAll(ClassLoader.getPlatformClassLoader(), Env.TEST))
                .isEmpty();
    }
}
