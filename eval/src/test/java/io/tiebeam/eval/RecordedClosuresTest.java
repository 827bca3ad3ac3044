// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.term.Fun;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 54 functions typed into Elixir of three releases do here what they did on the BEAM that they came from. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RecordedClosuresTest {
    private static final Pattern FIELD = Pattern.compile("\"(name|src|hex)\": *\"((?:[^\"\\\\]|\\\\.)*+)\"");

    /** What asks for the release: this is none of OTP's. */
    private static final Set<String> OF_THE_RELEASE = Set.of("fn -> :erlang.system_info(:otp_release) end");

    @ParameterizedTest
    @ValueSource(ints = {25, 27, 29})
    void recorded_closures_do_what_they_did_on_their_own_release(int release) throws Exception {
        Map<String, String> expected = new LinkedHashMap<>();
        for (String line :
                text("golden/closures-otp" + release + ".results", false).split("\n")) {
            expected.put(line.split("\t")[0], line.split("\t")[1]);
        }
        List<String> differences = new ArrayList<>();
        int count = 0;
        for (String line :
                text("golden/closures-otp" + release + ".jsonl.gz", true).split("\n")) {
            Map<String, String> fields = fields(line);
            Fun fun = (Fun) TermReader.decode(HexFormat.of().parseHex(fields.get("hex")));
            Term there = TermReader.decode(HexFormat.of().parseHex(expected.get(fields.get("name"))));
            Term here = Outcome.of(fun);
            count++;
            if (!here.equals(there) && !OF_THE_RELEASE.contains(fields.get("src"))) {
                differences.add(fields.get("src") + "\n  BEAM " + there + "\n  here " + here);
            }
        }
        assertThat(count).isEqualTo(54);
        assertThat(String.join("\n", differences)).isEmpty();
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher matcher = FIELD.matcher(line);
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2));
        }
        return fields;
    }

    private static String text(String resource, boolean zipped) throws IOException {
        try (InputStream in = RecordedClosuresTest.class.getClassLoader().getResourceAsStream(resource)) {
            return new String((zipped ? new GZIPInputStream(in) : in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
