// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Terms nested as deep as a reader allows, and deeper, on a platform thread with the stack that it gets by default. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class DeepTermsTest {
    private static final int LIMIT = TermReader.Limits.DEFAULT.maxDepth();
    private static final Pid PID = new Pid(Atom.of("a@b"), 1, 2, 3);

    static Stream<Named<UnaryOperator<Term>>> containers() {
        return Stream.of(
                Named.of("tuple", term -> Tuple.of(term)),
                Named.of("list", term -> ListTerm.of(Int.of(1), term)),
                Named.of("improper list", term -> ListTerm.of(List.of(term), Atom.OK)),
                Named.of("map", term -> MapTerm.of(Atom.OK, term)),
                Named.of("fun", term -> new Fun(Atom.OK, 1, Bits.of(new byte[16]), 1, 1, PID, 0, List.of(term))),
                Named.of("record", term -> new NativeRecord(1, Atom.OK, Atom.OK, List.of(Atom.OK), List.of(term))));
    }

    private static Term nested(UnaryOperator<Term> container, int depth) {
        Term term = Atom.NIL;
        for (int i = 0; i < depth; i++) {
            term = container.apply(term);
        }
        return term;
    }

    private static void onAThreadOfItsOwn(Runnable body) throws Exception {
        var task = new FutureTask<>(body, null);
        Thread.ofPlatform().stackSize(0).start(task);
        task.get();
    }

    @ParameterizedTest
    @MethodSource("containers")
    void as_deep_as_allowed_there_and_back(UnaryOperator<Term> container) throws Exception {
        onAThreadOfItsOwn(() -> {
            byte[] bytes = TermWriter.encode(nested(container, LIMIT));
            assertThat(TermWriter.encode(TermReader.decode(bytes))).isEqualTo(bytes);
        });
    }

    @ParameterizedTest
    @MethodSource("containers")
    void one_level_too_deep(UnaryOperator<Term> container) throws Exception {
        onAThreadOfItsOwn(() -> {
            byte[] bytes = TermWriter.encode(nested(container, LIMIT + 1));
            assertThatThrownBy(() -> TermReader.decode(bytes))
                    .isInstanceOf(TermException.class)
                    .hasMessageContaining("expected a term nested at most " + LIMIT + " deep");
        });
    }

    @ParameterizedTest
    @MethodSource("containers")
    void writing_has_no_limit(UnaryOperator<Term> container) throws Exception {
        onAThreadOfItsOwn(() ->
                assertThat(TermWriter.encode(nested(container, 50 * LIMIT))).hasSizeGreaterThan(50 * LIMIT));
    }

    @ParameterizedTest
    @MethodSource("containers")
    void keys_of_maps_are_compared_and_have_a_limit_of_their_own(UnaryOperator<Term> container) throws Exception {
        onAThreadOfItsOwn(() -> {
            Term key = nested(container, TermReader.MAX_KEY_DEPTH);
            Term list = ListTerm.of(key, Atom.OK, key, Atom.OK);
            byte[] bytes = TermWriter.encode(list);
            bytes[1] = 116; // the list as a map of two entries: same key twice
            BigEndian.put32(bytes, 2, 2);
            byte[] map = java.util.Arrays.copyOf(bytes, bytes.length - 1);
            assertThatThrownBy(() -> TermReader.decode(map)).hasMessageContaining("expected each key of the map once");
            Term deeper = MapTerm.of(container.apply(key), Atom.OK);
            assertThatThrownBy(() -> TermReader.decode(TermWriter.encode(deeper)))
                    .hasMessageContaining("expected a map whose keys are nested at most 200 deep");
        });
    }
}
