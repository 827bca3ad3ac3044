// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.process.Address;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The locks that are set on this node. Changed by the server alone, which monitors every holder; whether a lock could be set
 * may be asked on any thread.
 */
final class Locks {
    /** @param holders by their monitors */
    private record Lock(Term requester, Map<Ref, Pid> holders) {}

    private final ProcessCell self;
    private final Map<Term, Lock> locks = new ConcurrentHashMap<>();
    private boolean globalWentDown;

    Locks(ProcessCell self) {
        this.self = self;
    }

    /** Whether nodes are joining or names are changing. */
    boolean isGlobalSet() {
        return locks.containsKey(Vocabulary.GLOBAL);
    }

    boolean canSet(LockId id) {
        Lock lock = locks.get(id.resource());
        return lock == null || lock.requester().equals(id.requester());
    }

    /** Sets it for {@code holder} too; false if another requester has it. */
    boolean set(LockId id, Pid holder) {
        if (!canSet(id)) {
            return false;
        }
        Map<Ref, Pid> holders = holders(id.resource());
        if (!holders.containsValue(holder)) {
            holders.put(Address.of(self.node(), holder).monitor(self, AliasUse.NONE), holder);
            locks.put(id.resource(), new Lock(id.requester(), Map.copyOf(holders)));
        }
        return true;
    }

    /** Takes it back for {@code holder}. */
    void delete(LockId id, Pid holder) {
        Lock lock = locks.get(id.resource());
        if (lock != null && lock.requester().equals(id.requester())) {
            lock.holders().forEach((ref, pid) -> {
                if (pid.equals(holder)) {
                    self.demonitor(ref, true);
                    remove(id.resource(), ref, false);
                }
            });
        }
    }

    /** A holder is gone. */
    void down(Ref ref) {
        List.copyOf(locks.entrySet()).forEach(lock -> {
            if (lock.getValue().holders().containsKey(ref)) {
                remove(lock.getKey(), ref, true);
            }
        });
    }

    /** The holders on {@code node} are to be forgotten, though they live: the node begins anew. */
    void forget(Term node) {
        List.copyOf(locks.entrySet())
                .forEach(lock -> lock.getValue().holders().forEach((ref, pid) -> {
                    if (pid.node().equals(node)) {
                        self.demonitor(ref, true);
                        remove(lock.getKey(), ref, true);
                    }
                }));
    }

    private void remove(Term resource, Ref ref, boolean down) {
        Map<Ref, Pid> holders = holders(resource);
        holders.remove(ref);
        if (holders.isEmpty()) {
            locks.remove(resource);
            if (resource.equals(Vocabulary.GLOBAL)) {
                globalWentDown = down;
            }
        } else {
            locks.put(resource, new Lock(locks.get(resource).requester(), Map.copyOf(holders)));
        }
    }

    private Map<Ref, Pid> holders(Term resource) {
        Lock lock = locks.get(resource);
        return lock == null ? new LinkedHashMap<>() : new LinkedHashMap<>(lock.holders());
    }

    /** Whether the change that {@code holder} asks for comes while it holds the lock, or the lock was given back in order. */
    boolean stillHeldBy(Pid holder) {
        Lock lock = locks.get(Vocabulary.GLOBAL);
        return lock == null ? !globalWentDown : lock.holders().containsValue(holder);
    }

    /** Whether the change that comes with {@code id} comes while that is set, or was given back in order. */
    boolean stillSetAs(Term id) {
        Lock lock = locks.get(Vocabulary.GLOBAL);
        return lock == null
                ? !globalWentDown
                : LockId.of(id)
                        .filter(as -> as.requester().equals(lock.requester()))
                        .isPresent();
    }
}
