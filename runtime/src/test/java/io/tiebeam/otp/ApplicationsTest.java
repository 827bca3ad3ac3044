// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
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
            events.add("started in " + Applications.applicationOf(Kernel.self()).orElse("none"));
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
            assertThat(events.take()).isEqualTo("started in shop");
            assertThat(TaskSupervisor.async(TASKS, Till::greet).await()).isEqualTo("hello test");
            assertThat(Config.explain(GREETING)).startsWith("* shop.greeting = hello test");
            assertThat(shop.stop(Duration.ofMillis(50))).isFalse(); // the child named slow does not listen
            assertThat(events.take()).isEqualTo("stopped");
            assertThat(shop.isRunning()).isFalse();
            assertThat(reports.nextOfApplication()).contains("did not end within 50 ms");
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
            assertThat(reports.nextOfApplication()).isEqualTo("Application shop exited: killed");
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

    private record Plain(String name, List<String> needs, BlockingQueue<String> events) implements Application {
        @Override
        public Pid start() {
            events.add("+" + name);
            return Supervisor.of(Strategy.ONE_FOR_ONE).startLink();
        }

        @Override
        public void stop() {
            events.add("-" + name);
        }
    }

    private Application plain(String name, String... needs) {
        return new Plain(name, List.of(needs), events);
    }

    @Test
    void a_circle_is_refused_with_the_circle() throws Throwable {
        node.run(_ -> {
            Applications.load(plain("a", "b"), Env.TEST);
            Applications.load(plain("b", "c"), Env.TEST);
            Applications.load(plain("c", "b"), Env.TEST);
            assertThatThrownBy(() -> Applications.ensureAllStarted("a"))
                    .isInstanceOf(ExitException.class)
                    .hasMessageStartingWith(
                            "applications need each other in a circle: b needs c needs b (circular_dependency)");
            assertThat(events).isEmpty();
            return null;
        });
    }

    @Test
    void says_what_to_do_about_what_cannot_be_started() throws Throwable {
        node.run(_ -> {
            Applications.load(plain("a", "b"), Env.TEST);
            assertThatThrownBy(() -> Applications.start("x", StartType.TEMPORARY))
                    .hasMessage("""
                            unknown application: x (no such file or directory: x.app)
                               known are: a
                               → load it first, Applications.load(new ...Application(), env), or name its class in \
                            META-INF/services/io.tiebeam.otp.Application""");
            assertThatThrownBy(() -> Applications.start("a", StartType.TEMPORARY))
                    .hasMessage("""
                            application a cannot start: it needs b, which does not run (not_started)
                               → Applications.ensureAllStarted("a") starts both""");
            Applications.load(plain("b"), Env.TEST);
            assertThat(Applications.ensureAllStarted("a")).containsExactly("b", "a");
            assertThatThrownBy(() -> Applications.start("a", StartType.TEMPORARY))
                    .hasMessageStartingWith("application a runs already (already_started)");
            Application nothing = () -> null;
            assertThatThrownBy(() -> Applications.start(nothing, Env.TEST))
                    .hasMessageContaining("returned null, expected the pid of the top of its tree (bad_return)");
            Application raises = () -> {
                throw new IllegalArgumentException("no such disk");
            };
            assertThatThrownBy(() -> Applications.start(raises, Env.TEST))
                    .hasMessageContaining("no such disk")
                    .satisfies(e ->
                            assertThat(((ExitException) e).reason().toString()).startsWith("{:bad_return, {{"));
            return null;
        });
    }

    @Test
    void the_end_of_a_permanent_one_stops_all_others_in_reverse_order() throws Throwable {
        node.run(self -> {
            Applications.load(plain("disk"), Env.TEST);
            Applications.load(plain("store", "disk"), Env.TEST);
            Applications.load(plain("shop", "store"), Env.TEST);
            Applications.startAll(List.of("shop"), StartType.PERMANENT);
            Pid store = ApplicationController.of(self.node()).runningAs("store").supervisor();
            self.exit(null, store, Atom.of("kill"));
            assertThat(Applications.awaitTermination()).hasToString("{:application_terminated, :store, :killed}");
            assertThat(events).containsExactly("+disk", "+store", "+shop", "-store", "-shop", "-disk");
            assertThat(Applications.whichApplications()).isEmpty();
            assertThat(reports.nextOfApplication()).isEqualTo("Application store exited: killed");
            return null;
        });
    }

    @Test
    void the_orderly_end_of_a_transient_one_means_nothing_but_a_shutdown_does() throws Throwable {
        node.run(self -> {
            Applications.load(plain("shop"), Env.TEST);
            RunningApplication shop = Applications.start("shop", StartType.TRANSIENT);
            self.exit(null, shop.supervisor(), Atom.of("shutdown")); // no word of its parent's: it serves on
            assertThat(shop.isRunning()).isTrue();
            self.send(shop.supervisor(), terminate(self, "normal"));
            OnNode.awaitEnd(self, shop.supervisor());
            assertThat(events.take()).isEqualTo("+shop");
            assertThat(events.take()).isEqualTo("-shop");
            shop = awaitFree("shop", StartType.TRANSIENT);
            self.send(shop.supervisor(), terminate(self, "shutdown"));
            assertThat(Applications.awaitTermination()).hasToString("{:application_terminated, :shop, :shutdown}");
            return null;
        });
    }

    private static RunningApplication awaitFree(String name, StartType type) {
        while (true) {
            try {
                return Applications.start(name, type);
            } catch (ExitException stillRuns) {
                Thread.onSpinWait();
            }
        }
    }

    private static Term terminate(ProcessCell self, String reason) {
        return Tuple.of(
                Atom.of("system"),
                Tuple.of(self.pid(), self.newRef()),
                Tuple.of(Atom.of("terminate"), Atom.of(reason)));
    }

    @Test
    void a_permanent_one_that_cannot_start_stops_all_others() throws Throwable {
        node.run(_ -> {
            Applications.start(plain("disk"), Env.TEST, StartType.PERMANENT);
            Application broken = () -> {
                throw new ExitException(Atom.of("no_disk"));
            };
            assertThatThrownBy(() -> Applications.start(broken, Env.TEST, StartType.PERMANENT))
                    .isInstanceOf(ExitException.class);
            assertThat(Applications.awaitTermination().toString()).startsWith("{:application_start_failure, ");
            assertThat(events).containsExactly("+disk", "-disk");
            return null;
        });
    }

    @Test
    void all_together_have_a_bounded_time_to_stop() throws Throwable {
        node.run(_ -> {
            Applications.start(new ShopApplication(), Env.TEST);
            Application stuck = new Application() {
                @Override
                public Pid start() {
                    return Supervisor.of(Strategy.ONE_FOR_ONE)
                            .child(ChildSpec.process("stuck", () -> {
                                        Processes.trapExit(true);
                                        Kernel.receiveWhen(Term.class, _ -> false);
                                    })
                                    .shutdownInfinity())
                            .startLink();
                }

                @Override
                public String name() {
                    return "stuck";
                }

                @Override
                public void prepStop() {
                    throw new IllegalStateException("said by prepStop()");
                }
            };
            Applications.start(stuck, Env.TEST);
            assertThat(Applications.stopAll(Duration.ofMillis(100))).isFalse();
            assertThat(Applications.whichApplications()).isEmpty();
            assertThat(reports.nextOfApplication()).isEqualTo("Application stuck: prepStop() failed");
            assertThat(reports.nextOfApplication()).startsWith("Application stuck did not end within ");
            return null;
        });
    }

    @Test
    void one_start_is_enough_for_all_who_want_it() throws Throwable {
        node.run(self -> {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            Application slow = new Application() {
                @Override
                public Pid start() throws InterruptedException {
                    begun.countDown();
                    go.await();
                    return Supervisor.of(Strategy.ONE_FOR_ONE).startLink();
                }

                @Override
                public String name() {
                    return "slow";
                }
            };
            Applications.load(slow, Env.TEST);
            BlockingQueue<Object> got = new LinkedBlockingQueue<>();
            Kernel.spawn(() -> got.add(Applications.start("slow", StartType.TEMPORARY)));
            begun.await();
            Pid late = Kernel.spawn(() -> got.add(Applications.start("slow", StartType.TEMPORARY)));
            while (self.node().find(late).orElseThrow().thread().getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            go.countDown();
            Object first = got.take();
            Object second = got.take();
            assertThat(first).isSameAs(second);
            return null;
        });
    }

    @Test
    void a_setting_that_is_missing_is_said_before_anything_starts() throws Throwable {
        Key<String> secret = Key.of("shop", "secret", String.class);
        Application strict = new Application() {
            @Override
            public Pid start() {
                throw new AssertionError("started");
            }

            @Override
            public Config config() {
                return (_, settings) -> settings.require(secret);
            }
        };
        node.run(_ -> assertThatThrownBy(() -> Applications.start(strict, Env.PROD))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("shop.secret is not set for env PROD")
                .hasMessageContaining("looked at: ")
                .hasMessageContaining("TIEBEAM_SHOP_SECRET"));
    }

    /** Does what the test says at its start and at its end. */
    private record Talking(String name, Runnable starts, Runnable ends) implements Application {
        @Override
        public Pid start() {
            starts.run();
            return Supervisor.of(Strategy.ONE_FOR_ONE).startLink();
        }

        @Override
        public void stop() {
            ends.run();
        }
    }

    @Test
    void one_that_hangs_when_it_stops_is_killed_with_all_that_belongs_to_it() throws Throwable {
        node.run(self -> {
            BlockingQueue<Pid> stray = new LinkedBlockingQueue<>();
            RunningApplication shop = Applications.start(
                    new Talking(
                            "shop",
                            () -> stray.add(Kernel.spawn(() -> Kernel.receiveWhen(Term.class, _ -> false))),
                            () -> Kernel.receiveWhen(Term.class, _ -> false)),
                    Env.TEST);
            Pid left = stray.take();
            assertThat(Applications.applicationOf(left)).contains("shop");
            Duration limit = Duration.ofMillis(20);
            assertThat(shop.stop(limit, Deadline.in(Duration.ofMillis(60)))).isFalse();
            assertThat(reports.nextOfApplication())
                    .isEqualTo("Application shop hangs in prepStop() or stop() and was killed");
            assertThat(OnNode.awaitEnd(self, left)).isEqualTo(Atom.of("noproc"));
            assertThat(Applications.whichApplications()).isEmpty();
            assertThat(Applications.start("shop", StartType.TEMPORARY).stop(limit, Deadline.NOW))
                    .isFalse();
            return null;
        });
    }

    @Test
    void what_it_prints_goes_to_the_console_of_its_node_from_the_first_moment_to_the_last() throws Throwable {
        node.run(_ -> {
            Application mute = new Talking("mute", () -> Kernel.print("lost"), () -> {});
            assertThatThrownBy(() -> Applications.start(mute, Env.TEST)).hasMessageContaining("terminated");
            return null;
        });
        node.node.user(node.spawn(self -> {
            while (true) {
                Tuple request = OnNode.tagged(OnNode.next(self), "io_request", 4);
                events.add(((Tuple) request.get(3)).get(2).toString());
                self.send((Pid) request.get(1), Tuple.of(Atom.of("io_reply"), request.get(2), Atom.OK));
            }
        }));
        node.run(_ -> {
            RunningApplication shop = Applications.start(
                    new Talking("shop", () -> Kernel.print("open"), () -> Kernel.print("closed")), Env.TEST);
            assertThat(events.take()).isEqualTo("\"open\"");
            shop.stop(OnNode.LONG);
            assertThat(events.take()).isEqualTo("\"closed\"");
            return null;
        });
    }
}
