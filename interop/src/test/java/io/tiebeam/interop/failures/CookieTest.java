// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.interop.failures.Pair.ALEX;
import static io.tiebeam.interop.failures.Pair.KATE;
import static io.tiebeam.interop.failures.Pair.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.Cookie;
import io.tiebeam.Exit;
import io.tiebeam.Mfa;
import io.tiebeam.NoConnectionException;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.testing.NeedsBeam;
import java.util.List;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes of different cookies do not talk, until one is told the cookie of the other. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CookieTest {
    private static final String OURS = Cookie.of("secret_token").toString();
    private static final String WHY = """
            no connection to kate@localhost: cookie refused
               kate answered the handshake and closed it after our challenge reply \
            (usual sign of a different cookie; ours is %s)
               → use the same cookie on both nodes:  --cookie-file PATH
               → compare on kate:  iex> :erlang.get_cookie()""".formatted(OURS);

    private Pair pair;

    @BeforeEach
    void start() {
        pair = new Pair("secret_token", "other_token");
    }

    @AfterEach
    void stop() {
        pair.close();
    }

    @Test
    void kate_refuses_alex_and_alex_is_told_why() throws Exception {
        int logged = pair.logs().mark();
        pair.alex().run(() -> {
            assertThat(Node.connect(KATE)).isFalse();
            assertThat(Node.ping(KATE)).isEqualTo(Node.Ping.PANG);
            assertThat(Node.list()).isEmpty();
            assertThat(Node.whyNot(KATE)).contains(WHY);

            Processes.trapExit(true);
            Pid pid = Node.spawnLink(KATE, Mfa.of("Elixir.Kate", "sleep"));
            assertThat(pid.node()).isEqualTo(ALEX.atom());
            assertThat(receive(Exit.class, SOON)).contains(new Exit(pid, Atom.of("noconnection")));

            assertThatThrownBy(() -> TaskSupervisor.at(Name.of("x").at(KATE)).children())
                    .isInstanceOf(NoConnectionException.class)
                    .hasMessage("exited in: GenServer.call({:x, :kate@localhost}, :which_children, :infinity)\n"
                            + "    ** (EXIT) no connection to kate@localhost\n" + WHY);
            send(Name.of("x").at(KATE), "this is lost, as on a BEAM");
            return null;
        });
        pair.logs()
                .await(
                        logged,
                        line -> line.startsWith("io.tiebeam WARNING ** Can not start Kate.sleep()"
                                + " on kate@localhost ** :noconnection\n" + WHY));
        String rejected =
                "[error] ** Connection attempt from node :alex@localhost rejected. Invalid challenge reply. **";
        pair.kate().awaitMatch(0, Pattern.compile(Pattern.quote(rejected)), SOON);
    }

    @Test
    void alex_refuses_kate_and_says_so_once_a_minute() {
        int logged = pair.logs().mark();
        assertThat(pair.value("Node.connect(:alex@localhost)")).isEqualTo("false");
        assertThat(pair.value("Node.ping(:alex@localhost)")).isEqualTo(":pang");
        assertThat(pair.value("Node.list([:this, :connected])")).isEqualTo("[:kate@localhost]");
        assertThat(pair.value("Kate.reason(:alex@localhost, Alex, :sleep, [])")).isEqualTo(":noconnection");
        assertThat(pair.kate().run("GenServer.call({:x, :alex@localhost}, :hi)"))
                .startsWith(
                        "** (exit) exited in: GenServer.call({:x, :alex@localhost}, :hi, 5000)",
                        "    ** (EXIT) no connection to alex@localhost");
        assertThat(pair.logs().since(logged, Level.WARNING)).containsExactly("""
                        io.tiebeam.dist WARNING refused a connection from kate@localhost: \
                        cookie refused (invalid challenge reply)
                           kate answered our challenge with a digest of another cookie; ours is %s
                           → use the same cookie on both nodes:  --cookie-file PATH
                           → compare on kate:  iex> :erlang.get_cookie()""".formatted(OURS));
    }

    @Test
    void who_is_told_the_others_cookie_gets_in() throws Exception {
        assertThat(pair.alex().<Boolean>run(() -> Node.connect(KATE))).isFalse();
        pair.alex().run(() -> {
            Node.setCookie("kate@localhost", "other_token");
            assertThat(Node.connect(KATE)).isTrue();
            assertThat(Node.list()).isEqualTo(List.of(KATE));
            assertThat(Node.whyNot(KATE)).isEmpty();
            return null;
        });
        pair.goesOnWorking();
    }

    @Test
    void who_is_told_the_others_cookie_is_let_in_too() throws Exception {
        assertThat(pair.value("Node.connect(:alex@localhost)")).isEqualTo("false");
        pair.alex().run(() -> {
            Node.setCookie("kate@localhost", "other_token");
            return null;
        });
        assertThat(pair.value("Node.connect(:alex@localhost)")).isEqualTo("true");
        pair.goesOnWorking();
    }

    @Test
    void kate_gets_in_once_she_is_told_the_cookie_of_alex() throws Exception {
        assertThat(pair.value("Node.connect(:alex@localhost)")).isEqualTo("false");
        assertThat(pair.value("Node.set_cookie(:alex@localhost, :secret_token)"))
                .isEqualTo("true");
        assertThat(pair.value("Node.connect(:alex@localhost)")).isEqualTo("true");
        pair.goesOnWorking();
    }
}
