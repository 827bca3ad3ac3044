// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import io.tiebeam.io.ProcessStreams;
import io.tiebeam.otp.Env;
import io.tiebeam.term.Term;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom, and who may touch the outside world: {@code docs/why/packages.md}. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ArchitectureTest {
    private static final String API = "io.tiebeam";
    private static final String TERM = "io.tiebeam.term..";
    private static final String PROCESS = "io.tiebeam.process";
    private static final String IO = "io.tiebeam.io";
    private static final String GEN = "io.tiebeam.gen";
    private static final String REGISTRY = "io.tiebeam.registry";
    private static final String GLOBAL = "io.tiebeam.global";
    private static final String PG = "io.tiebeam.pg";
    private static final String RPC = "io.tiebeam.rpc";
    private static final String TASK = "io.tiebeam.task";
    private static final String STATEM = "io.tiebeam.statem";
    private static final String EVENT = "io.tiebeam.event";
    private static final String OTP = "io.tiebeam.otp";
    private static final String DIST = "io.tiebeam.dist";
    private static final String WIRE = "io.tiebeam.dist.wire";
    private static final String EPMD = "io.tiebeam.epmd";

    private static JavaClasses all;

    private record Rule(String of, List<String> mayKnow) {
        @Override
        public String toString() {
            return of + " knows " + (mayKnow.isEmpty() ? "nobody" : String.join(", ", mayKnow));
        }
    }

    static Stream<Rule> rules() {
        return Stream.of(
                new Rule(TERM, List.of()),
                new Rule(PROCESS, List.of(TERM)),
                new Rule(EPMD, List.of(TERM)),
                new Rule(IO, List.of(PROCESS, TERM)),
                new Rule(API, List.of(IO, PROCESS, TERM)),
                new Rule(GEN, List.of(API, IO, PROCESS, TERM)),
                new Rule(REGISTRY, List.of(GEN, API, PROCESS, TERM)),
                new Rule(GLOBAL, List.of(RPC, GEN, API, PROCESS, TERM)),
                new Rule(PG, List.of(GEN, API, PROCESS, TERM)),
                new Rule(RPC, List.of(API, PROCESS, TERM)),
                new Rule(TASK, List.of(GEN, API, PROCESS, TERM)),
                new Rule(STATEM, List.of(GEN, API, PROCESS, TERM)),
                new Rule(EVENT, List.of(GEN, API, PROCESS, TERM)),
                new Rule(OTP, List.of(EVENT, STATEM, REGISTRY, PG, RPC, TASK, GLOBAL, GEN, API, PROCESS, TERM)),
                new Rule(WIRE, List.of(TERM)),
                new Rule(DIST, List.of(API, IO, PROCESS, EPMD, WIRE, TERM)));
    }

    @BeforeAll
    static void read_classes() throws URISyntaxException {
        // The JDK's own classes are of no interest beyond their names, and there are many.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        Set<Location> places = new HashSet<>(List.of(placeOf(Term.class), placeOf(Kernel.class)));
        all = new ClassFileImporter().importLocations(places);
    }

    private static Location placeOf(Class<?> type) throws URISyntaxException {
        return Location.of(
                type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void packages_know_only_what_they_build_on_and_the_JDK(Rule rule) {
        String[] allowed = Stream.concat(Stream.of("java..", rule.of()), rule.mayKnow().stream())
                .toArray(String[]::new);
        check(classes()
                .that()
                .resideInAPackage(rule.of())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed));
    }

    @Test
    void every_package_has_a_rule() {
        String[] ruled = rules().map(Rule::of).toArray(String[]::new);
        check(classes()
                .that()
                .resideInAPackage("io.tiebeam..")
                .and()
                .resideOutsideOfPackage("io.tiebeam.shell..")
                .should()
                .resideInAnyPackage(ruled));
    }

    @Test
    void only_the_streams_of_processes_know_the_streams_of_the_JVM() {
        check(noClasses()
                .that(areOfTheLibrary())
                .and()
                .doNotHaveFullyQualifiedName(ProcessStreams.class.getName())
                .should()
                .accessTargetWhere(isMember(System.class, "out", "err", "in", "setOut", "setErr", "setIn"))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(java.lang.IO.class));
    }

    @Test
    void environment_and_properties_are_read_where_options_and_settings_are_made() {
        Set<String> readers = Set.of(
                NodeOptions.class.getName(),
                Env.class.getName(),
                "io.tiebeam.otp.Outside",
                ProcessStreams.class.getName());
        check(noClasses()
                .that(areOfTheLibrary())
                .and(describe("no readers", c -> !readers.contains(c.getName())))
                .should()
                .accessTargetWhere(isMember(System.class, "getenv", "getProperty", "getProperties"))
                .orShould()
                .accessTargetWhere(isMember(Boolean.class, "getBoolean"))
                .orShould()
                .accessTargetWhere(isMember(Integer.class, "getInteger"))
                .orShould()
                .accessTargetWhere(isMember(Long.class, "getLong")));
    }

    @Test
    void nothing_is_read_with_Java_serialization() {
        check(noClasses()
                .that(areOfTheLibrary())
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ObjectInputStream.class));
        check(noClasses()
                .that(areOfTheLibrary())
                .and(describe("no eavesdroppers", c -> !isEavesdropper(c)))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ObjectOutputStream.class));
    }

    /** It begins to serialize a function, to see what the compiler recorded about it, and writes nothing. */
    private static boolean isEavesdropper(JavaClass type) {
        return type.getName().startsWith("io.tiebeam.Lambdas");
    }

    @Test
    void there_are_classes_to_look_at() {
        assertThat(all.stream().filter(areOfTheLibrary()).count()).isGreaterThan(200);
    }

    private static DescribedPredicate<JavaClass> areOfTheLibrary() {
        return describe(
                "are of the library",
                type -> type.getPackageName().startsWith("io.tiebeam")
                        && !type.getPackageName().startsWith("io.tiebeam.shell"));
    }

    private static DescribedPredicate<JavaAccess<?>> isMember(Class<?> owner, String... names) {
        return describe(
                "is " + owner.getSimpleName() + "." + String.join(", ", names),
                access -> access.getTargetOwner().isEquivalentTo(owner)
                        && Arrays.asList(names).contains(access.getName()));
    }

    private static void check(ArchRule rule) {
        rule.check(all);
    }
}
