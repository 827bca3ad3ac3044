// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GenServerTest {
    private final OnNode kate = new OnNode("kate@localhost");

    @AfterEach
    void stop() {
        kate.close();
    }

    static final class Counter extends GenServer<Counter.Message> {
        sealed interface Message {}

        record Get() implements Message, Call<Long> {}

        record Add(long by) implements Message, Call<Long> {}

        record Fail() implements Message, Call<Long> {}

        record Bad() implements Message, Call<Object> {}

        private long count;

        @Override
        protected Reply handleCall(Message message, From from) {
            return switch (message) {
                case Get get -> reply(get, count);
                case Add add -> reply(add, count += add.by());
                case Fail _ -> throw new IllegalStateException("boom");
                case Bad bad -> reply(bad, new Thread());
            };
        }
    }

    static class Open<T> extends GenServer<T> {}

    @Test
    void answers_are_typed_and_terms_that_map_to_messages_are_messages() throws Throwable {
        kate.run(_ -> {
            Pid counter = new Counter().startLink();
            long sum = GenServer.call(counter, new Counter.Add(5));
            assertThat(sum).isEqualTo(5);
            assertThat(GenServer.call(counter, Tuple.of(Atom.of("add"), Int.of(2))))
                    .isEqualTo(Int.of(7));
            assertThat(Sys.getState(counter)).isEqualTo(MapTerm.of(Atom.of("count"), Int.of(7)));
            return null;
        });
    }

    @Test
    void a_request_that_is_no_message_ends_the_call_and_not_the_server() throws Throwable {
        kate.run(self -> {
            Pid counter = new Counter().start();
            try (Reports reports = new Reports()) {
                assertThatThrownBy(() -> GenServer.call(counter, Tuple.of(Atom.of("mul"), Int.of(2))))
                        .isInstanceOf(ExitException.class)
                        .hasMessageContaining("has no such request")
                        .hasMessageContaining("{:mul, 2}");
                assertThat(reports.next().getMessage()).contains("refused a call of " + self.pid());
            }
            assertThat(self.info().monitors()).isEmpty();
            assertThat(GenServer.call(counter, new Counter.Get())).isZero();
            return null;
        });
    }

    @Test
    void a_crash_is_reported_once_with_all_that_is_known() throws Throwable {
        kate.run(self -> {
            Pid counter = new Counter().start();
            try (Reports reports = new Reports()) {
                assertThatThrownBy(() -> GenServer.call(counter, new Counter.Fail()))
                        .hasMessageContaining("java.lang.IllegalStateException: boom");
                OnNode.awaitEnd(self, counter);
                var report = reports.next();
                assertThat(report.getMessage())
                        .startsWith("GenServer " + counter
                                + " terminating\n** (RuntimeError) java.lang.IllegalStateException: boom")
                        .contains("Last message (from " + self.pid() + "): :fail\nState: %{count: 0}")
                        .contains("ancestors [" + self.pid() + "], messages waiting: 0");
                assertThat(report.getThrown()).hasMessage("boom");
                assertThat(reports.left()).isEmpty();
            }
            return null;
        });
    }

    @Test
    void an_answer_that_cannot_be_sent_is_a_failure_of_the_server_that_says_why() throws Throwable {
        kate.run(_ -> {
            Pid counter = new Counter().start();
            try (Reports _ = new Reports()) {
                assertThatThrownBy(() -> GenServer.call(counter, new Counter.Bad()))
                        .hasMessageContaining("java.lang.Thread cannot be sent");
            }
            return null;
        });
    }

    @Test
    void one_object_is_one_process() throws Throwable {
        kate.run(_ -> {
            Counter counter = new Counter();
            counter.startLink();
            assertThatThrownBy(counter::startLink)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("→ make a new one for each start");
            return null;
        });
    }

    @Test
    void a_class_has_to_say_what_its_messages_are() {
        var open = catchThrowableOfType(IllegalArgumentException.class, () -> new Open<String>());
        assertThat(open)
                .hasMessageContaining("the M of GenServer<M> is open")
                .hasMessageContaining("super(YourMessage.class)");
    }

    @Test
    void a_state_can_be_replaced_by_an_exposed_function() throws Throwable {
        kate.run((ProcessCell self) -> {
            Pid counter = new Counter().start();
            assertThatThrownBy(() -> Sys.replaceState(counter, GenServerTest::reset))
                    .isInstanceOf(ExitException.class);
            Exposures.of(self.node()).expose(GenServerTest.class, java.lang.invoke.MethodHandles.lookup());
            Sys.replaceState(counter, GenServerTest::reset);
            assertThat(GenServer.call(counter, new Counter.Get())).isEqualTo(100);
            return null;
        });
    }

    public static io.tiebeam.term.Term reset(io.tiebeam.term.Term state) {
        return MapTerm.of(Atom.of("count"), Int.of(100));
    }
}
