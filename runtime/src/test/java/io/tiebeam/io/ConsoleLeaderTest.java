// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConsoleLeaderTest {
    private final LocalNode node = new LocalNode(Atom.of("alex@localhost"), 1);
    private final TestConsole console = new TestConsole();
    private final Pid leader = ConsoleLeader.startUser(node, console).pid();
    private final ProcessCell self = node.standIn();

    @AfterEach
    void stop() {
        node.killAll(Atom.of("killed"));
    }

    private static Term a(String name) {
        return Atom.of(name);
    }

    private static Term error(Term reason) {
        return Tuple.of(Atom.ERROR, reason);
    }

    private void ask(int tag, Term request) {
        self.send(leader, Tuple.of(a("io_request"), self.pid(), Int.of(tag), request));
    }

    /** The answer to request {@code tag}, which may overtake others. */
    private Term answer(int tag) {
        Tuple reply = self.receive(
                body -> body instanceof Tuple t
                                && t.is(Atom.of("io_reply"), 3)
                                && t.get(1).equals(Int.of(tag))
                        ? t
                        : null,
                Deadline.in(Duration.ofSeconds(10)));
        assertThat(reply).as("answer to request %d", tag).isNotNull();
        return reply.get(2);
    }

    private Term request(Term... elements) {
        ask(1, Tuple.of(elements));
        return answer(1);
    }

    private static Term chars(String text) {
        return ListTerm.charlist(text);
    }

    @Test
    void is_registered_as_user_and_leads_itself() {
        assertThat(node.whereIs(Atom.of("user")))
                .hasValueSatisfying(cell -> assertThat(cell.pid()).isEqualTo(leader));
        assertThat(node.user()).isEqualTo(leader);
        assertThat(node.find(leader).orElseThrow().groupLeader()).isEqualTo(leader);
        assertThatThrownBy(() -> ConsoleLeader.startUser(node, console))
                .hasMessage("node alex@localhost has a process registered as user already");
    }

    @Test
    void prints_chars_in_all_forms() {
        assertThat(request(a("put_chars"), a("unicode"), Bits.of("é日\n"))).isEqualTo(Atom.OK);
        assertThat(request(a("put_chars"), a("latin1"), Bits.of((byte) 0xE9))).isEqualTo(Atom.OK);
        assertThat(request(a("put_chars"), ListTerm.of(Int.of(0xE8), Bits.of("x"))))
                .isEqualTo(Atom.OK);
        assertThat(request(a("put_chars"), a("unicode"), ListTerm.of(Int.of(10))))
                .isEqualTo(Atom.OK);
        assertThat(console.writes()).containsExactly("é日\n", "é", "èx", "\n");
    }

    @Test
    void carries_out_formats() {
        Term arguments = ListTerm.of(Bits.of("~ts is ~p~n"), ListTerm.of(chars("日本"), Tuple.of(a("ok"), Int.of(1))));
        assertThat(request(a("put_chars"), a("unicode"), a("io_lib"), a("format"), arguments))
                .isEqualTo(Atom.OK);
        assertThat(request(a("put_chars"), a("unicode"), a("io_lib"), a("write"), ListTerm.of(chars("a"))))
                .isEqualTo(Atom.OK);
        assertThat(request(a("put_chars"), a("io_lib"), a("fwrite"), ListTerm.of(chars("~w"), ListTerm.of(a("x")))))
                .isEqualTo(Atom.OK);
        assertThat(console.output()).isEqualTo("日本 is {ok,1}\n[97]x");
    }

    @Test
    void answers_what_is_wrong_with_an_output_request() {
        Bits noText = Bits.of((byte) 0xFF);
        assertThat(request(a("put_chars"), a("unicode"), noText))
                .isEqualTo(error(Tuple.of(a("put_chars"), a("unicode"), noText)));
        assertThat(request(a("put_chars"), a("latin1"), chars("日")))
                .isEqualTo(error(Tuple.of(a("put_chars"), a("latin1"), chars("日"))));
        Term tooFew = ListTerm.of(Bits.of("~p ~p"), ListTerm.of(Int.of(1)));
        assertThat(request(a("put_chars"), a("unicode"), a("io_lib"), a("format"), tooFew))
                .isEqualTo(error(a("format")));
        assertThat(request(a("put_chars"), a("unicode"), a("os"), a("cmd"), ListTerm.of(chars("ls"))))
                .isEqualTo(error(a("cmd")));
        assertThat(console.writes()).isEmpty();
    }

    @Test
    void serves_several_requests_up_to_the_first_that_is_not_ok() {
        Term one = Tuple.of(a("put_chars"), a("unicode"), chars("1"));
        Term two = Tuple.of(a("put_chars"), a("unicode"), chars("2"));
        assertThat(request(a("requests"), ListTerm.of(one, two))).isEqualTo(Atom.OK);
        assertThat(request(a("requests"), ListTerm.of(one, a("dance"), two))).isEqualTo(error(a("request")));
        assertThat(request(a("requests"), ListTerm.EMPTY)).isEqualTo(Atom.OK);
        console.type("typed\n");
        assertThat(request(a("requests"), ListTerm.of(two, Tuple.of(a("get_line"), a("unicode"), chars("> ")), two)))
                .isEqualTo(Bits.of("typed\n"));
        assertThat(console.output()).isEqualTo("1212");
    }

    @Test
    void gives_lines_and_characters_in_the_order_they_are_asked_for() {
        console.type("first\n");
        console.type("se");
        console.type("cond\nrest");
        console.typeEnd();
        ask(1, Tuple.of(a("get_line"), a("unicode"), Bits.of("a> ")));
        ask(2, Tuple.of(a("get_chars"), a("unicode"), a(""), Int.of(4)));
        ask(3, Tuple.of(a("get_line"), a("unicode"), a("p")));
        ask(4, Tuple.of(a("get_line"), a("unicode"), ListTerm.EMPTY));
        assertThat(answer(1)).isEqualTo(Bits.of("first\n"));
        assertThat(answer(2)).isEqualTo(Bits.of("seco"));
        assertThat(answer(3)).isEqualTo(Bits.of("nd\n"));
        assertThat(answer(4)).isEqualTo(Bits.of("rest"));
        assertThat(console.prompts).startsWith("a> ", "", "", "");
        console.typeEnd();
        assertThat(request(a("get_line"), a("unicode"), ListTerm.EMPTY)).isEqualTo(a("eof"));
    }

    @Test
    void prints_while_somebody_is_to_type() throws InterruptedException {
        ask(1, Tuple.of(a("get_line"), a("unicode"), Bits.of("name? ")));
        assertThat(console.prompts.take()).isEqualTo("name? ");
        ask(2, Tuple.of(a("put_chars"), a("unicode"), Bits.of("news\n")));
        assertThat(answer(2)).isEqualTo(Atom.OK);
        assertThat(console.output()).isEqualTo("news\n");
        console.type("kate\n");
        assertThat(answer(1)).isEqualTo(Bits.of("kate\n"));
    }

    @Test
    void gives_input_as_it_is_set_to() {
        assertThat(request(a("setopts"), ListTerm.of(Tuple.of(a("binary"), a("false")))))
                .isEqualTo(Atom.OK);
        console.type("日\n");
        assertThat(request(a("get_line"), a("unicode"), a(""))).isEqualTo(chars("日\n"));
        console.type("日\n");
        assertThat(request(a("get_line"), a("")))
                .isEqualTo(error(Tuple.of(a("no_translation"), a("unicode"), a("latin1"))));
        ask(1, a("getopts"));
        assertThat(answer(1))
                .isEqualTo(ListTerm.of(Tuple.of(a("binary"), a("false")), Tuple.of(a("encoding"), a("unicode"))));
        assertThat(request(a("setopts"), ListTerm.of(Tuple.of(a("echo"), a("false")))))
                .isEqualTo(error(a("enotsup")));
        assertThat(request(a("setopts"), ListTerm.of(a("binary"), a("latin1")))).isEqualTo(Atom.OK);
        console.type("é\n");
        assertThat(request(a("get_line"), a(""))).isEqualTo(Bits.of((byte) 0xE9, (byte) '\n'));
    }

    @Test
    void answers_what_it_cannot_do_and_goes_on() {
        assertThat(request(a("get_geometry"), a("columns"))).isEqualTo(Int.of(120));
        assertThat(request(a("get_geometry"), a("rows"))).isEqualTo(error(a("enotsup")));
        assertThat(request(a("get_until"), a("unicode"), a(""), a("erl_scan"), a("tokens"), ListTerm.EMPTY))
                .isEqualTo(error(a("enotsup")));
        assertThat(request(a("dance"))).isEqualTo(error(a("request")));
        Term nested = Tuple.of(a("put_chars"), a("unicode"), chars("deep"));
        for (int i = 0; i < 5_000; i++) {
            nested = Tuple.of(a("requests"), ListTerm.of(nested));
        }
        ask(1, nested);
        assertThat(answer(1)).isEqualTo(error(a("request")));
        for (Object noise :
                List.of("a Java value", a("noise"), Tuple.of(a("io_request"), a("nobody"), Int.of(1), a("x")))) {
            self.send(leader, noise);
        }
        assertThat(request(a("put_chars"), a("unicode"), chars("still here"))).isEqualTo(Atom.OK);
    }

    @Test
    void says_so_when_the_terminal_is_gone() {
        console.breakDown();
        assertThat(request(a("put_chars"), a("unicode"), chars("x"))).isEqualTo(error(a("eio")));
        assertThat(request(a("get_line"), a("unicode"), a(""))).isEqualTo(error(a("eio")));
    }
}
