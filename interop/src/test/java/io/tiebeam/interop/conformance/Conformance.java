// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.tiebeam.interop.LeavesNothingBehind;
import io.tiebeam.testing.NeedsBeam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * One of OTP's or Elixir's test suites, asked of Tiebeam: scenarios of our own under the names of its cases, run by a real
 * Erlang node against a node of this JVM. A subclass names the suite; then these files belong together:
 *
 * <ul>
 *   <li>{@code conformance/SUITE.cases}: all cases of the suite, one a line: name, {@code run}, {@code long} or {@code
 *       skip}, and why not, with tabs between them;
 *   <li>{@code conformance/MODULE.erl}: a function for each that is run, under its name, in the first {@code -export}. It
 *       gets a map with {@code node}, the Tiebeam node, and fails or returns. {@code conformance.erl} has what cases have in
 *       common.
 * </ul>
 *
 * What came out goes to {@code target/conformance/RELEASE/SUITE.tsv}. With {@code TIEBEAM_CONFORMANCE=long} in the
 * environment the long ones run too.
 */
@NeedsBeam
@LeavesNothingBehind
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Conformance {
    private static final String NODE = "tiebeam";
    private static final Duration USUAL = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final String suite;
    private final String module;
    private final TiebeamNodes nodes;
    private final List<String> table = new ArrayList<>();
    private Driver driver;

    /**
     * @param suite the suite's name, {@code erpc_SUITE}
     * @param module the Erlang module with the cases
     * @param exposed Java that the cases call
     */
    Conformance(String suite, String module, Class<?>... exposed) {
        this.suite = suite;
        this.module = module;
        this.nodes = new TiebeamNodes(exposed);
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        nodes.start(NODE);
        List<String> modules = new ArrayList<>(List.of("conformance", module));
        modules.addAll(helpers());
        driver = new Driver(folder, modules, arguments(), nodes.environment());
    }

    private List<String> arguments() {
        List<String> arguments =
                new ArrayList<>(List.of("-sname", "driver@localhost", "-setcookie", TiebeamNodes.COOKIE));
        arguments.addAll(more());
        return arguments;
    }

    /** More Erlang modules that the cases need. */
    List<String> helpers() {
        return List.of();
    }

    /** More arguments for the BEAM that runs the cases. */
    List<String> more() {
        return List.of();
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        try (nodes) {
            if (driver != null) {
                Path folder = Path.of("target", "conformance", driver.release());
                Files.createDirectories(folder);
                Files.write(folder.resolve(suite + ".tsv"), table);
                driver.close();
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        return Cases.of(suite, module).stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> judge(each)));
    }

    private void judge(Case each) throws Exception {
        Outcome outcome = outcome(each);
        table.add(each.name() + "\t" + outcome.columns());
        switch (outcome) {
            case Outcome.Passed() -> {}
            case Outcome.Failed(var why) -> fail(why + "\n" + driver.printed());
            case Outcome.Skipped(var why) -> abort(why);
        }
    }

    private Outcome outcome(Case each) throws Exception {
        return switch (each.kind()) {
            case RUN -> run(each, USUAL);
            case LONG -> "long".equals(System.getenv("TIEBEAM_CONFORMANCE")) ? run(each, LONG) : notNow(each);
            case SKIP -> new Outcome.Skipped(each.why());
        };
    }

    private Outcome run(Case each, Duration limit) throws Exception {
        Outcome outcome = driver.run(module, each.name(), limit, "#{node => '" + NODE + "@localhost'}");
        nodes.reset();
        return outcome;
    }

    private static Outcome notNow(Case each) {
        return new Outcome.Skipped("takes long: " + each.why());
    }
}
