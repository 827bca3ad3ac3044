// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/**
 * Which handler of an {@link EventManager}: {@code gen_event:handler()}, a module, or a module and an id where several
 * handlers have the same. Immutable.
 *
 * @param module what its class is to a BEAM
 * @param id what tells it from others of its module
 */
public record HandlerId(Atom module, Optional<Term> id) {
    /** The handler whose class is {@code type}: under what {@link io.tiebeam.ErlangModule} says, else its simple name. */
    public static HandlerId of(Class<? extends EventHandler<?>> type) {
        return new HandlerId(ModuleNames.of(type), Optional.empty());
    }

    /** The handler whose module is {@code module}, {@code "Elixir.Alarms"} or {@code "error_logger"}. */
    public static HandlerId of(String module) {
        return new HandlerId(Atom.of(module), Optional.empty());
    }

    /** The same, told from others of its module by {@code id}: anything that has a term. */
    public HandlerId id(Object id) {
        return new HandlerId(module, Optional.of(TermMapper.toTerm(id)));
    }

    /** {@code Module} or {@code {Module, Id}}. */
    Term toTerm() {
        return id.<Term>map(i -> Tuple.of(module, i)).orElse(module);
    }

    static Optional<HandlerId> of(Term term) {
        return switch (term) {
            case Atom module -> Optional.of(new HandlerId(module, Optional.empty()));
            case Tuple t
            when t.size() == 2 && t.get(0) instanceof Atom module ->
                Optional.of(new HandlerId(module, Optional.of(t.get(1))));
            default -> Optional.empty();
        };
    }
}
