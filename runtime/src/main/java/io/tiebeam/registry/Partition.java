// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.registry;

import io.tiebeam.From;
import io.tiebeam.gen.Server;
import io.tiebeam.gen.ServerLoop;
import io.tiebeam.gen.Starting;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/**
 * The process that owns a part of a registry. Whoever registers a key links itself to it, so it hears of each end, and
 * removes what the dead process held; and should it crash, those who relied on it end too. Source: Elixir's {@code
 * Registry.Partition}.
 */
public final class Partition implements Server {
    /** What it is called on a BEAM. */
    public static final Atom MODULE = Atom.of("Elixir.Registry.Partition");

    private static final Atom SYNC = Atom.of("sync");

    private final Plan plan;
    private final Table table;
    private final int index;
    private final Shard shard;
    private final Locks locks;

    private Partition(Plan plan, Table table, int index, Shard shard) {
        this.plan = plan;
        this.table = table;
        this.index = index;
        this.shard = shard;
        this.locks = new Locks(shard.server());
    }

    /** Starts part {@code index} of the registry whose supervisor calls this. */
    public static Pid startLink(Plan plan, int index) {
        ProcessCell supervisor = Starting.owner("Registry.startLink()");
        return Starting.link(
                "Registry.startLink()",
                "Registry " + plan.partition(index),
                Optional.of(plan.partition(index)),
                self -> new ServerLoop(self, init(self, plan, index, supervisor)));
    }

    private static Partition init(ProcessCell self, Plan plan, int index, ProcessCell supervisor) {
        self.trapExit(true);
        Table table = Tables.of(self.node()).open(plan, supervisor);
        Shard shard = new Shard(self, plan.unique() ? new KeyTable.Unique() : new KeyTable.Duplicate(), new Bag<>());
        table.shard(index, shard);
        return new Partition(plan, table, index, shard);
    }

    @Override
    public Atom module() {
        return MODULE;
    }

    /** {@code sync}: whatever ended before is forgotten when the answer comes. {@code {lock, Key}}: see {@link Lock}. */
    @Override
    public void call(From from, Term request) {
        if (request.equals(SYNC)) {
            from.reply(Atom.OK);
        } else if (request instanceof Tuple t && t.is(Lock.LOCK, 2)) {
            locks.want(from, t.get(1));
        }
    }

    @Override
    public void cast(Term request) {}

    @Override
    public void exit(Pid from, Term reason) {
        shard.holders().take(from).forEach(table::forget);
    }

    @Override
    public void info(Object message) {
        if (message instanceof Tuple t && t.is(Lock.UNLOCK, 3) && t.get(2) instanceof Ref token) {
            locks.unlock(t.get(1), token);
        } else if (message instanceof Tuple t && t.is(Lock.CANCEL, 3) && t.get(2) instanceof Pid who) {
            locks.cancel(t.get(1), who);
        }
    }

    /** {@code {Registry, Locks}}: for each lock that somebody has, the pids of the holder and of those who wait. */
    @Override
    public Term state() {
        return Tuple.of(plan.name().atom(), locks.toTerm());
    }

    @Override
    public void terminate(Term reason) {
        table.closed(index, shard);
    }
}
