// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.term.Atom;
import io.tiebeam.term.TermWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every frame that real nodes of OTP 25, 27 and 29 sent in the recorded sessions, in the order they sent it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GoldenFramesTest {
    static final List<String> SESSIONS = Recording.SESSIONS;

    private static final long ALL = ~0L;
    private static final int RECORDED = 4000;

    private record Lane(Object connection, Object from) {}

    @ParameterizedTest
    @FieldSource("SESSIONS")
    void each_frame_is_the_message_that_was_recorded(String session) {
        Map<Lane, FrameReader> readers = new HashMap<>();
        int messages = 0;
        for (var line : Recording.lines("frames-" + session)) {
            if (!line.get("kind").equals("msg") && !line.get("kind").equals("fragment")) {
                continue;
            }
            var reader = readers.computeIfAbsent(
                    new Lane(line.get("conn"), line.get("frm")),
                    lane -> new FrameReader(Atom.of(lane.from() + "@localhost")));
            byte[] frame = Recording.bytes(line.get("hex"));
            var message = reader.read(frame, 4, frame.length - 4);
            if (line.get("kind").equals("fragment")) {
                assertThat(message).isEmpty();
                continue;
            }
            var form = formOf(message.orElseThrow());
            assertThat(form.op()).hasToString((String) line.get("op"));
            assertThat(Notation.of(form.control())).isEqualTo(line.get("ctl"));
            String payload = form.payload().map(Notation::of).orElse(null);
            assertThat(shortened(payload)).isEqualTo(shortened((String) line.get("payload")));
            messages++;
        }
        assertThat(messages).isPositive();
    }

    @Test
    void each_recorded_message_survives_our_own_frames() {
        var writer = new FrameWriter(ALL & ~Flags.ALTACT_SIG, FrameWriter.MAX_FRAME);
        var altactWriter = new FrameWriter(ALL, FrameWriter.MAX_FRAME);
        for (String session : SESSIONS) {
            Map<Lane, FrameReader> readers = new HashMap<>();
            for (var line : Recording.lines("frames-" + session)) {
                if (!line.get("kind").equals("msg") && !line.get("kind").equals("fragment")) {
                    continue;
                }
                var lane = new Lane(line.get("conn"), line.get("frm"));
                var peer = Atom.of(lane.from() + "@localhost");
                byte[] recorded = Recording.bytes(line.get("hex"));
                var message = readers.computeIfAbsent(lane, _ -> new FrameReader(peer))
                        .read(recorded, 4, recorded.length - 4);
                if (message.isPresent()) {
                    var out = new TermWriter();
                    boolean altact = message.get() instanceof ControlMessage.AltactSend;
                    int length = (altact ? altactWriter : writer).write(out, message.get());
                    byte[] frame = out.toByteArray();
                    assertThat(frame).hasSize(4 + length);
                    assertThat(new FrameReader(peer).readCopying(frame, 4, length))
                            .isEqualTo(message);
                }
            }
        }
    }

    /** The recording cuts texts of more than 4000 characters. */
    private static String shortened(String text) {
        return text == null || text.length() < RECORDED ? text : text.substring(0, RECORDED);
    }

    /** The form it was recorded in: op 37 stays 37, 33 stays 33. */
    private static ControlMessage.Form formOf(ControlMessage message) {
        return message.form(message instanceof ControlMessage.AltactSend ? ALL : ALL & ~Flags.ALTACT_SIG);
    }
}
