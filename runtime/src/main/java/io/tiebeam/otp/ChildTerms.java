// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Mfa;
import io.tiebeam.task.TaskBody;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Specifications of children as terms, and what OTP says of wrong ones. Source: {@code supervisor.erl}, {@code
 * check_childspec}; {@code validate_child} of Elixir's DynamicSupervisor.
 */
final class ChildTerms {
    static final Atom ID = Atom.of("id");
    static final Atom START = Atom.of("start");
    static final Atom RESTART = Atom.of("restart");
    static final Atom SIGNIFICANT = Atom.of("significant");
    static final Atom SHUTDOWN = Atom.of("shutdown");
    static final Atom TYPE = Atom.of("type");
    static final Atom MODULES = Atom.of("modules");
    private static final Atom DYNAMIC = Atom.of("dynamic");
    private static final Atom AUTO_SHUTDOWN = Atom.of("auto_shutdown");
    private static final Atom BAD_COMBINATION = Atom.of("bad_combination");
    private static final List<Atom> OLD_FORM = List.of(ID, START, RESTART, SHUTDOWN, TYPE, MODULES);

    private ChildTerms() {}

    /** The specification in {@code term}: a map, or the tuple of old. */
    static ChildSpec parse(Term term, AutoShutdown auto) throws BadSpec {
        Map<Term, Term> fields = fields(term);
        Term id = required(fields, ID, "missing_id");
        Mfa function = function(required(fields, START, "missing_start"));
        ChildSpec spec = ChildSpec.of(id, function);
        if (fields.get(RESTART) instanceof Term restart) {
            spec = spec.restart(restart(restart));
        }
        if (fields.get(SIGNIFICANT) instanceof Term significant) {
            if (!significant.equals(Atom.TRUE) && !significant.equals(Atom.FALSE)) {
                throw bad("invalid_significant", significant);
            }
            spec = spec.significant(significant.equals(Atom.TRUE));
            Optional<Term> clash = clash(spec, auto);
            if (clash.isPresent()) {
                throw new BadSpec(clash.get());
            }
        }
        if (fields.get(TYPE) instanceof Term type) {
            spec = spec.type(type(type));
        }
        if (fields.get(SHUTDOWN) instanceof Term shutdown) {
            spec = spec.shutdown(shutdown(shutdown));
        }
        if (fields.get(MODULES) instanceof Term modules) {
            spec = spec.modules(modules(modules));
        }
        return spec;
    }

    /** The specification that a supervisor has answered: of a temporary child it may have forgotten what its start takes. */
    static ChildSpec parseAnswer(Term term) throws BadSpec {
        if (term instanceof MapTerm map
                && map.asMap().get(START) instanceof Tuple start
                && start.size() == 3
                && start.get(2).equals(Atom.UNDEFINED)) {
            Map<Term, Term> fields = new HashMap<>(map.asMap());
            fields.put(START, Tuple.of(start.get(0), start.get(1), ListTerm.EMPTY));
            return parse(MapTerm.of(fields), AutoShutdown.ANY_SIGNIFICANT).forgotten();
        }
        return parse(term, AutoShutdown.ANY_SIGNIFICANT);
    }

    private static Map<Term, Term> fields(Term term) throws BadSpec {
        if (term instanceof MapTerm map) {
            return map.asMap();
        }
        if (term instanceof Tuple old && old.size() == OLD_FORM.size()) {
            Map<Term, Term> fields = new HashMap<>();
            for (int i = 0; i < OLD_FORM.size(); i++) {
                fields.put(OLD_FORM.get(i), old.get(i));
            }
            return fields;
        }
        throw bad("invalid_child_spec", term);
    }

    private static Term required(Map<Term, Term> fields, Atom key, String missing) throws BadSpec {
        Term value = fields.get(key);
        if (value == null) {
            throw new BadSpec(Atom.of(missing));
        }
        return value;
    }

    static Mfa function(Term term) throws BadSpec {
        return TaskBody.mfa(term).orElseThrow(() -> bad("invalid_mfa", term));
    }

    static Restart restart(Term term) throws BadSpec {
        return Restart.of(term).orElseThrow(() -> bad("invalid_restart_type", term));
    }

    static Shutdown shutdown(Term term) throws BadSpec {
        return Shutdown.of(term).orElseThrow(() -> bad("invalid_shutdown", term));
    }

    static ChildType type(Term term) throws BadSpec {
        return ChildType.of(term).orElseThrow(() -> bad("invalid_child_type", term));
    }

    static Optional<List<Atom>> modules(Term term) throws BadSpec {
        if (term.equals(DYNAMIC)) {
            return Optional.empty();
        }
        if (!(term instanceof ListTerm list) || !list.isProper()) {
            throw bad("invalid_modules", term);
        }
        List<Atom> modules = new ArrayList<>();
        for (Term module : list) {
            if (!(module instanceof Atom atom)) {
                throw bad("invalid_module", module);
            }
            modules.add(atom);
        }
        return Optional.of(modules);
    }

    private static BadSpec bad(String what, Term value) {
        return new BadSpec(Tuple.of(Atom.of(what), value));
    }

    /** What of {@code spec} cannot go together, under a supervisor with {@code auto}. */
    static Optional<Term> clash(ChildSpec spec, AutoShutdown auto) {
        if (!spec.isSignificant()) {
            return Optional.empty();
        }
        if (auto == AutoShutdown.NEVER) {
            return Optional.of(combination(AUTO_SHUTDOWN, auto.atom()));
        }
        return spec.restart() == Restart.PERMANENT
                ? Optional.of(combination(RESTART, spec.restart().atom()))
                : Optional.empty();
    }

    private static Term combination(Atom key, Atom value) {
        return Tuple.of(BAD_COMBINATION, ListTerm.of(Tuple.of(key, value), Tuple.of(SIGNIFICANT, Atom.TRUE)));
    }

    /** The map of {@code spec}, with all its keys. */
    static MapTerm toMap(ChildSpec spec) {
        return MapTerm.of(
                ID,
                spec.id(),
                START,
                spec.start().toTerm(),
                RESTART,
                spec.restart().atom(),
                SIGNIFICANT,
                Atom.of(Boolean.toString(spec.isSignificant())),
                SHUTDOWN,
                spec.shutdown().toTerm(),
                TYPE,
                spec.type().atom(),
                MODULES,
                modules(spec));
    }

    static Term modules(ChildSpec spec) {
        return spec.modules().<Term>map(ListTerm::of).orElse(DYNAMIC);
    }

    /** The specification as a DynamicSupervisor is sent it: {@code {Start, Restart, Shutdown, Type, Modules}}. */
    static Tuple toDynamic(ChildSpec spec) {
        return Tuple.of(
                spec.start().toTerm(),
                spec.restart().atom(),
                spec.shutdown().toTerm(),
                spec.type().atom(),
                modules(spec));
    }

    /** The reverse of {@link #toDynamic}. */
    static ChildSpec parseDynamic(Term term) throws BadSpec {
        if (!(term instanceof Tuple t) || t.size() != 5) {
            throw bad("invalid_child_spec", term);
        }
        return ChildSpec.of(Atom.UNDEFINED, function(t.get(0)))
                .restart(restart(t.get(1)))
                .shutdown(shutdown(t.get(2)))
                .type(type(t.get(3)))
                .modules(modules(t.get(4)));
    }
}
