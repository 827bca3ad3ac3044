// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.From;
import io.tiebeam.Node;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers and callers on both sides: a real Elixir node and this JVM. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GenServerBeamTest {
    static final class Counter extends GenServer<Counter.Message> {
        sealed interface Message {}

        record Get() implements Message, Call<Long> {}

        record Add(long by) implements Message, Call<Long> {}

        private long count;

        @Override
        protected Reply handleCall(Message message, From from) {
            return switch (message) {
                case Get get -> reply(get, count);
                case Add add -> reply(add, count += add.by());
            };
        }
    }

    @Test
    void each_side_calls_the_servers_of_the_other() throws Exception {
        OwnCluster cluster = new OwnCluster();
        try (Reports _ = new Reports();
                Node kate = cluster.jvm("kate");
                ElixirPeer alex = cluster.elixir("alex")) {
            kate.run(() -> new Counter().start(Name.of("Elixir.Counter")));
            assertThat(alex.eval("c = {Counter, :kate@localhost}")).isEqualTo("{Counter, :kate@localhost}");
            assertThat(alex.eval("GenServer.call(c, {:add, 5})")).isEqualTo("5");
            assertThat(alex.eval("GenServer.multi_call([:kate@localhost], Counter, :get)"))
                    .isEqualTo("{[kate@localhost: 5], []}");
            assertThat(alex.eval("inspect(:sys.get_state(c)) =~ \"count: 5\"")).isEqualTo("true");
            assertThat(alex.eval("match?({:status, _, _, [_, :running, _, _, _]}, :sys.get_status(c))"))
                    .isEqualTo("true");
            assertThat(alex.eval(
                            "try do GenServer.call(c, {:mul, 2}) catch :exit, {{%ArgumentError{}, _}, _} -> :told end"))
                    .isEqualTo(":told");
            assertThat(alex.eval("{GenServer.call(c, :get), Process.info(self(), :monitors)}"))
                    .isEqualTo("{5, {:monitors, []}}");
            assertThat(alex.eval("{:ok, pid} = Agent.start(fn -> 7 end, name: There); is_pid(pid)"))
                    .isEqualTo("true");
            Name there = Name.of("Elixir.There");
            NodeName node = NodeName.of("alex@localhost");
            kate.run(() -> {
                assertThat(Sys.getState(there.at(node))).isEqualTo(Int.of(7));
                var replies = GenServer.multiCall(
                        List.of(node), there, io.tiebeam.term.Tuple.of(Atom.of("x")), Duration.ofMillis(300));
                assertThat(replies.badNodes()).containsExactly(node); // an Agent takes no such request, and ends
                return null;
            });
        }
    }
}
