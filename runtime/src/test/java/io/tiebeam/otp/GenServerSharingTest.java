// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.From;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.WireName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Within a node requests and answers are the objects themselves; whoever looks otherwise finds what the wire would have. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GenServerSharingTest {
    private final OnNode kate = new OnNode("kate@localhost");

    @AfterEach
    void stop() {
        kate.close();
    }

    record Note(String text) {}

    static final class Notes extends GenServer<Notes.Message> {
        sealed interface Message {}

        record Keep(Note note) implements Message, Call<Optional<Note>> {}

        record Last() implements Message, Call<Note> {}

        record LastLater() implements Message, Call<Note> {}

        record All() implements Message, Call<List<Note>> {}

        private final List<Note> notes = new ArrayList<>();
        private final List<Message> seen;

        Notes(List<Message> seen) {
            this.seen = seen;
        }

        @Override
        protected Reply handleCall(Message message, From from) {
            seen.add(message);
            return switch (message) {
                case Keep keep -> {
                    Optional<Note> before = notes.isEmpty() ? Optional.empty() : Optional.of(notes.getLast());
                    notes.add(keep.note());
                    yield reply(keep, before);
                }
                case Last last -> reply(last, notes.getLast());
                case LastLater _ -> {
                    GenServer.reply(from, notes.getLast());
                    yield noReply();
                }
                case All all -> reply(all, notes);
            };
        }

        @Override
        protected NoReply handleCast(Message message) {
            seen.add(message);
            return noReply();
        }
    }

    /** What another class of messages would have for {@code Notes.Keep}. */
    @WireName("keep")
    record Put(Note note) implements Call<Optional<Note>> {}

    @Test
    void requests_casts_and_answers_are_the_objects_that_were_sent() throws Throwable {
        List<Notes.Message> seen = new ArrayList<>();
        kate.run(_ -> {
            Pid notes = new Notes(seen).start();
            Note note = new Note("feed the dog");
            var keep = new Notes.Keep(note);
            GenServer.cast(notes, keep);
            assertThat(GenServer.call(notes, keep)).isEmpty();
            assertThat(GenServer.call(notes, new Notes.Last())).isSameAs(note);
            assertThat(GenServer.call(notes, new Notes.LastLater())).isSameAs(note);
            assertThat(seen.get(0)).isSameAs(keep);
            assertThat(seen.get(1)).isSameAs(keep);
            return null;
        });
    }

    @Test
    void what_can_change_is_answered_as_a_copy() throws Throwable {
        kate.run(_ -> {
            Pid notes = new Notes(new ArrayList<>()).start();
            GenServer.call(notes, new Notes.Keep(new Note("one")));
            List<Note> before = GenServer.call(notes, new Notes.All());
            GenServer.call(notes, new Notes.Keep(new Note("two")));
            assertThat(before).containsExactly(new Note("one"));
            return null;
        });
    }

    @Test
    void a_request_of_another_class_is_read_as_its_term() throws Throwable {
        kate.run(_ -> {
            Pid notes = new Notes(new ArrayList<>()).start();
            assertThat(GenServer.call(notes, new Put(new Note("one")))).isEmpty();
            assertThat(GenServer.call(notes, new Put(new Note("two")))).contains(new Note("one"));
            return null;
        });
    }

    @Test
    void a_raw_call_is_answered_with_a_term() throws Throwable {
        kate.run(_ -> {
            Pid notes = new Notes(new ArrayList<>()).start();
            GenServer.call(notes, new Notes.Keep(new Note("one")));
            Term answer = GenServer.call(notes, (Object) new Notes.Last());
            assertThat(answer).isEqualTo(Tuple.of(Atom.of("note"), io.tiebeam.term.Bits.of("one")));
            return null;
        });
    }

    @Test
    void a_request_with_nothing_in_it_fails_in_its_caller() throws Throwable {
        List<Notes.Message> seen = new ArrayList<>();
        kate.run(self -> {
            Pid notes = new Notes(seen).start();
            assertThatThrownBy(() -> GenServer.call(notes, new Notes.Keep(null)))
                    .isInstanceOf(TermException.class)
                    .hasMessageContaining("component 'note' is null");
            assertThatThrownBy(() -> GenServer.cast(notes, new Notes.Keep(new Note(null))))
                    .isInstanceOf(TermException.class);
            GenServer.call(notes, new Notes.Keep(new Note("one")));
            assertThat(seen).hasSize(1);
            assertThat(self.info().monitors()).isEmpty();
            return null;
        });
    }

    @Test
    void a_process_that_is_no_behaviour_finds_the_tuples_of_the_wire() throws Throwable {
        kate.run(_ -> {
            Pid echo = kate.spawn(_ -> {
                Tuple call = receive(Tuple.class);
                From from = From.of(call.get(1)).orElseThrow();
                from.reply(Tuple.of(call.get(0), call.get(2)));
                Tuple cast = (Tuple) receive();
                from.reply(cast); // nobody waits any more
                io.tiebeam.Kernel.send(from.pid(), cast);
                return null;
            });
            assertThat(GenServer.call(echo, (Object) new Put(new Note("x"))).toString())
                    .isEqualTo("{:\"$gen_call\", {:keep, {:note, \"x\"}}}");
            GenServer.cast(echo, new Note("y"));
            assertThat(receive().toString()).isEqualTo("{:\"$gen_cast\", {:note, \"y\"}}");
            return null;
        });
    }

    /** Asks in its own way and finds the answer in {@code handleInfo}. */
    static final class Asker extends GenServer<Term> {
        private final Pid notes;
        private final Pid told;
        private RequestId<Note> asked;

        Asker(Pid notes, Pid told) {
            this.notes = notes;
            this.told = told;
        }

        @Override
        protected NoReply init() {
            asked = GenServer.sendRequest(notes, new Notes.Last());
            return noReply();
        }

        @Override
        protected NoReply handleInfo(Object message) {
            io.tiebeam.Kernel.send(
                    told,
                    switch (asked.check((Term) message).orElseThrow()) {
                        case RequestId.Response.Answer<Note>(var note) -> note;
                        case RequestId.Response.Failed<Note> failed -> failed.reason();
                    });
            return noReply();
        }
    }

    @Test
    void a_server_that_asks_without_waiting_is_told_in_terms() throws Throwable {
        kate.run(_ -> {
            Pid notes = new Notes(new ArrayList<>()).start();
            GenServer.call(notes, new Notes.Keep(new Note("one")));
            new Asker(notes, self()).start();
            assertThat(receive(Note.class)).isEqualTo(new Note("one"));
            return null;
        });
    }

    @Test
    void sys_logs_what_the_wire_would_have() throws Throwable {
        kate.run(_ -> {
            Pid notes = new Notes(new ArrayList<>()).start();
            Sys.log(notes, 10);
            GenServer.call(notes, new Notes.Keep(new Note("one")), Duration.ofSeconds(5));
            assertThat(Sys.getLog(notes).getFirst().toString())
                    .startsWith("{:in, {:\"$gen_call\", {#PID")
                    .endsWith("{:keep, {:note, \"one\"}}}}");
            return null;
        });
    }
}
