// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.terms;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.io.IoLib;
import io.tiebeam.shell.demo.Beam;
import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Gen;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.NativeRecord;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Port;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermReader;
import io.tiebeam.term.TermWriter;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.NeedsBeam;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Random terms made here and on a BEAM, compared after each has read what the other wrote, byte by byte and in print. */
@NeedsBeam
@Timeout(300)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TermsTest {
    private static final int COUNT = 5_000;
    private static final long SEED = 20_261_123;

    @TempDir
    static Path folder;

    private static final List<Term> OURS = new ArrayList<>();
    private static final List<Answer> ANSWERS = new ArrayList<>();
    private static final List<MadeUp> THEIRS = new ArrayList<>();
    private static int release;

    /**
     * What the BEAM made of a term of ours.
     *
     * @param same whether it was the same for the BEAM after writing and reading it once more
     */
    private record Answer(byte[] bytes, String text, boolean same) {}

    /** A term of the BEAM's. */
    private record MadeUp(byte[] bytes, String text) {}

    @BeforeAll
    static void exchange() throws Exception {
        Path in = folder.resolve("ours");
        Path out = folder.resolve("theirs");
        Gen gen = new Gen(SEED);
        try (var file = new DataOutputStream(Files.newOutputStream(in))) {
            while (OURS.size() < COUNT) {
                Term term = gen.term(OURS.size() % 5);
                if (contains(term, TermsTest::isOfOneRelease)) {
                    continue;
                }
                OURS.add(term);
                byte[] bytes = TermWriter.encode(term);
                file.writeInt(bytes.length);
                file.write(bytes);
            }
        }
        run(in, out);
        ByteBuffer frames = ByteBuffer.wrap(Files.readAllBytes(out));
        release = Integer.parseInt(text(frames));
        for (int i = 0; i < COUNT; i++) {
            ANSWERS.add(new Answer(frame(frames), text(frames), Boolean.parseBoolean(text(frames))));
        }
        while (frames.hasRemaining()) {
            THEIRS.add(new MadeUp(frame(frames), text(frames)));
        }
        assertThat(THEIRS).hasSize(COUNT);
    }

    private static void run(Path in, Path out) throws IOException, InterruptedException {
        Path script = folder.resolve("terms.escript");
        try (InputStream source =
                Objects.requireNonNull(TermsTest.class.getResourceAsStream("/erlang/terms.escript"))) {
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
        Process process = new ProcessBuilder(
                        Beam.find().orElseThrow().program("escript"),
                        script.toString(),
                        String.valueOf(SEED),
                        String.valueOf(COUNT),
                        in.toString(),
                        out.toString())
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static byte[] frame(ByteBuffer frames) {
        byte[] frame = new byte[frames.getInt()];
        frames.get(frame);
        return frame;
    }

    private static String text(ByteBuffer frames) {
        return new String(frame(frames), StandardCharsets.UTF_8);
    }

    @Test
    void what_we_write_a_beam_reads_and_writes_again() {
        for (int i = 0; i < COUNT; i++) {
            Term ours = OURS.get(i);
            Answer answer = ANSWERS.get(i);
            assertThat(answer.same()).as("%s", ours).isTrue();
            assertThat(TermReader.decode(answer.bytes())).as("term %d", i).isEqualTo(ours);
        }
    }

    @Test
    void it_writes_the_bytes_that_we_wrote_where_nothing_is_a_matter_of_order() {
        int compared = 0;
        for (int i = 0; i < COUNT; i++) {
            Term ours = OURS.get(i);
            if (!contains(ours, term -> isOrdered(term) || isOldPort(term))) {
                assertThat(TermWriter.encode(ours))
                        .as("%s", ours)
                        .isEqualTo(ANSWERS.get(i).bytes());
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(COUNT / 2);
    }

    @Test
    void what_a_beam_writes_we_write_again_byte_by_byte() {
        int compared = 0;
        for (byte[] bytes : bytesOfBoth()) {
            Term term = TermReader.decode(bytes);
            byte[] again = TermWriter.encode(term);
            if (contains(term, TermsTest::isOldPort)) {
                assertThat(TermReader.decode(again)).isEqualTo(term);
            } else {
                assertThat(again).as("%s", term).isEqualTo(bytes);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(COUNT);
    }

    @Test
    void we_print_what_erlang_prints() {
        int compared = 0;
        for (int i = 0; i < COUNT; i++) {
            compared += print(ANSWERS.get(i).bytes(), ANSWERS.get(i).text());
            compared += print(THEIRS.get(i).bytes(), THEIRS.get(i).text());
        }
        assertThat(compared).isGreaterThan(COUNT);
    }

    private static int print(byte[] bytes, String text) {
        Term term = TermReader.decode(bytes);
        if (contains(term, TermsTest::isNumbered) || contains(term, TermsTest::isOfAnOpinion)) {
            return 0;
        }
        assertThat(IoLib.format(Bits.of("~0tp"), ListTerm.of(term))).isEqualTo(text);
        return 1;
    }

    private static List<byte[]> bytesOfBoth() {
        List<byte[]> all = new ArrayList<>();
        ANSWERS.forEach(answer -> all.add(answer.bytes()));
        THEIRS.forEach(madeUp -> all.add(madeUp.bytes()));
        return all;
    }

    /** Known since OTP 29, or written without its creator since OTP 26. */
    private static boolean isOfOneRelease(Term term) {
        return term instanceof NativeRecord || term instanceof Fun;
    }

    /** The entries of a map come in an order of the BEAM's own. */
    private static boolean isOrdered(Term term) {
        return term instanceof MapTerm map && map.size() > 1;
    }

    /** OTP 25 writes ports with small numbers in the form that older releases know. */
    private static boolean isOldPort(Term term) {
        return release < 26 && term instanceof Port;
    }

    /** Printed with a number that is the BEAM's own. */
    private static boolean isNumbered(Term term) {
        return term instanceof Pid || term instanceof Port || term instanceof Ref || term instanceof Fun;
    }

    /**
     * Printed in a way that differs from release to release: names of functions, the UTF-8 bytes of which are taken for
     * characters; and binaries of Latin-1 letters that are no UTF-8, which OTP 29 shows as numbers and 27 as text.
     */
    private static boolean isOfAnOpinion(Term term) {
        return switch (term) {
            case ExportFun fun -> !isAscii(fun.module().name() + fun.function().name());
            case Bits bits -> release > 27 && bits.text().isEmpty() && isLatin(bits);
            default -> false;
        };
    }

    private static boolean isLatin(Bits bits) {
        return new String(bits.toByteArray(), StandardCharsets.ISO_8859_1)
                .chars()
                .noneMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c) && c != '\b' && c != 27);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private static boolean contains(Term term, Predicate<Term> wanted) {
        return wanted.test(term)
                || switch (term) {
                    case Tuple tuple -> tuple.elements().stream().anyMatch(e -> contains(e, wanted));
                    case ListTerm list ->
                        list.elements().stream().anyMatch(e -> contains(e, wanted))
                                || !list.isProper() && contains(list.tail(), wanted);
                    case MapTerm map ->
                        map.asMap().entrySet().stream()
                                .anyMatch(e -> contains(e.getKey(), wanted) || contains(e.getValue(), wanted));
                    case Fun fun -> fun.free().stream().anyMatch(e -> contains(e, wanted));
                    case Atom _, Int _, BigInt _, FloatTerm _, Bits _, Pid _, Port _, Ref _, ExportFun _ -> false;
                    case NativeRecord record -> record.values().stream().anyMatch(e -> contains(e, wanted));
                };
    }
}
