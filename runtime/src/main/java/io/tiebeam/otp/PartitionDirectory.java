// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.Directory;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Int;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Via;
import java.math.BigInteger;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What {@code {via, PartitionSupervisor, {supervisor, key}}} means to whoever sends or calls. Nobody can be started under
 * such a name: its partitions have them. Made by the service loader.
 */
public final class PartitionDirectory implements Directory {
    private static final Atom VIA = Atom.of("via");

    /** For the service loader. */
    public PartitionDirectory() {}

    @Override
    public Atom module() {
        return PartitionSupervisor.MODULE;
    }

    @Override
    public Optional<Pid> whereIs(LocalNode node, Term name) {
        if (!(name instanceof Tuple t) || t.size() != 2) {
            throw unknown(name);
        }
        return Partitions.of(node).find(supervisor(t.get(0))).map(table -> {
            AtomicReferenceArray<Pid> pids = table.pids();
            return pids.get(partition(t.get(1), pids.length()));
        });
    }

    private static ServerName supervisor(Term term) {
        return switch (term) {
            case Atom atom -> new Name(atom);
            case Tuple via when via.is(VIA, 3) && via.get(1) instanceof Atom module -> new Via(module, via.get(2));
            default -> throw unknown(term);
        };
    }

    /** Which of {@code partitions} partitions {@code key} belongs to. */
    static int partition(Term key, int partitions) {
        return switch (key) {
            case Int(var value) -> remainder(BigInteger.valueOf(value), partitions);
            case BigInt(var value) -> remainder(value, partitions);
            default -> PortableHash.of(key, partitions);
        };
    }

    private static int remainder(BigInteger key, int partitions) {
        return key.abs().mod(BigInteger.valueOf(partitions)).intValue();
    }

    private static IllegalArgumentException unknown(Term name) {
        return new IllegalArgumentException(
                "expected {supervisor, key} for a name via PartitionSupervisor, got: " + Inspect.inspect(name));
    }

    @Override
    public boolean register(ProcessCell self, Term name) {
        throw new IllegalArgumentException(
                "a process cannot be started as a partition: its PartitionSupervisor starts those");
    }

    @Override
    public void unregister(ProcessCell self, Term name) {
        throw new IllegalArgumentException("a partition keeps its place as long as its PartitionSupervisor runs");
    }
}
