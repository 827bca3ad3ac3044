// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/**
 * A value of Erlang, the only thing that crosses the wire: closed, immutable, switchable without a default branch.
 *
 * <p>Everybody who talks to another node ends up here: records are mapped to terms by {@link TermMapper}, bytes become
 * terms by {@link TermReader}. Equality is Erlang's {@code =:=}. Instances are immutable and safe on any thread.
 */
public sealed interface Term
        permits Atom,
                Int,
                BigInt,
                FloatTerm,
                Bits,
                Tuple,
                ListTerm,
                MapTerm,
                Pid,
                Port,
                Ref,
                Fun,
                ExportFun,
                NativeRecord {}
