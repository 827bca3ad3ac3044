// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.IgnoreException;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Resolved;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * How a child is started. By name, it is what OTP has, and any node can send it. Code of this JVM becomes a name too when
 * it is to be shown or sent to a supervisor of this node: a function that takes a reference, which stands for the code
 * as long as somebody holds the code.
 */
interface ChildStart {
    /** Starts the child in the supervisor's process. @param extra arguments before its own */
    Started start(ProcessCell self, List<Term> extra);

    /** Module, function and arguments, to be shown and sent. */
    Mfa mfa();

    /** Whether only this JVM can do it. */
    boolean isCode();

    /** The same without what it takes: for a child that is never started again, and whose arguments may be large. */
    default ChildStart forgotten() {
        return new Forgotten(mfa().module(), mfa().function());
    }

    /** Starts nothing any more. */
    record Forgotten(Atom module, Atom function) implements ChildStart {
        @Override
        public Started start(ProcessCell self, List<Term> extra) {
            throw new IllegalStateException("a temporary child is started once");
        }

        @Override
        public Mfa mfa() {
            return new Mfa(module, function, ListTerm.EMPTY);
        }

        @Override
        public boolean isCode() {
            return false;
        }

        @Override
        public Tuple toTerm() {
            return Tuple.of(module, function, Atom.UNDEFINED);
        }

        @Override
        public String toString() {
            return Inspect.inspect(module) + "." + function.name();
        }
    }

    /** Starts it, and tells {@code running} as what it runs. */
    record Noted(ChildStart start, Consumer<Pid> running) implements ChildStart {
        @Override
        public Started start(ProcessCell self, List<Term> extra) {
            Started started = start.start(self, extra);
            if (started instanceof Started.Running(var pid, var _)) {
                running.accept(pid);
            }
            return started;
        }

        @Override
        public Mfa mfa() {
            return start.mfa();
        }

        @Override
        public boolean isCode() {
            return start.isCode();
        }

        @Override
        public String toString() {
            return start.toString();
        }
    }

    /** Calls a function through the node's exposure. */
    record Apply(Mfa mfa) implements ChildStart {
        @Override
        public boolean isCode() {
            return false;
        }

        @Override
        public String toString() {
            return mfa.name();
        }

        @Override
        public Started start(ProcessCell self, List<Term> extra) {
            List<Term> arguments = new ArrayList<>(extra);
            arguments.addAll(mfa.arguments().elements());
            Resolved resolved = Exposures.of(self.node()).resolve(mfa.module(), mfa.function(), ListTerm.of(arguments));
            return switch (resolved) {
                case Resolved.Call call -> run(self, () -> Started.of(call.invoke()));
                case Resolved.Refused(var reason, var _) -> new Started.Raised(reason);
            };
        }
    }

    /** Runs code of this JVM. */
    final class Code implements ChildStart {
        private static final Atom MODULE = Atom.of("Elixir.Tiebeam.ChildSpec");
        private static final Atom FUNCTION = Atom.of("start");
        private static final Map<Code, Ref> REFS = new WeakHashMap<>(); // both guarded by REFS
        private static final Map<Ref, WeakReference<Code>> CODES = new WeakHashMap<>();

        private final ChildSpec.StartWith start;
        private final Object writtenAs;

        /** @param writtenAs what the user wrote, to tell in reports where */
        Code(ChildSpec.StartWith start, Object writtenAs) {
            this.start = start;
            this.writtenAs = writtenAs;
        }

        @Override
        public String toString() {
            String type = writtenAs.getClass().getName();
            int lambda = type.indexOf("$$Lambda");
            return "code of " + (lambda < 0 ? type : type.substring(0, lambda));
        }

        @Override
        public boolean isCode() {
            return true;
        }

        @Override
        public Started start(ProcessCell self, List<Term> extra) {
            return run(self, () -> {
                Pid pid = start.start(extra);
                if (pid == null) {
                    throw new IllegalStateException("the start of a child returned null, expected a pid"
                            + "\n   → return the pid of the process that it started, linked to the supervisor;"
                            + " throw IgnoreException if there is to be none");
                }
                return new Started.Running(pid);
            });
        }

        @Override
        public ChildStart forgotten() {
            return new Forgotten(MODULE, FUNCTION);
        }

        @Override
        public Mfa mfa() {
            synchronized (REFS) {
                Ref ref = REFS.computeIfAbsent(this, code -> {
                    Ref made = Kernel.makeRef();
                    CODES.put(made, new WeakReference<>(code));
                    return made;
                });
                return new Mfa(MODULE, FUNCTION, ListTerm.of(ref));
            }
        }

        private static ChildStart of(Mfa mfa) {
            if (mfa.module().equals(MODULE) && mfa.function().equals(FUNCTION) && mfa.arity() == 1) {
                synchronized (REFS) {
                    WeakReference<Code> known = CODES.get(mfa.arguments().get(0));
                    Code code = known == null ? null : known.get();
                    return code == null ? new Apply(mfa) : code;
                }
            }
            return new Apply(mfa);
        }
    }

    /** What {@code mfa} names: code of this JVM, or a function to be called by name. */
    static ChildStart of(Mfa mfa) {
        return Code.of(mfa);
    }

    private static Started run(ProcessCell self, Callable<Started> start) {
        try {
            return start.call();
        } catch (ProcessKilled dead) {
            throw dead;
        } catch (IgnoreException ignored) {
            return new Started.Ignored();
        } catch (ExitException failed) {
            self.checkAlive();
            return new Started.Failed(failed.reason());
        } catch (Throwable raised) {
            self.checkAlive();
            return new Started.Raised(ExitReasons.of(raised));
        }
    }

    /** {@code {Module, Function, Arguments}}. */
    default Tuple toTerm() {
        Mfa mfa = mfa();
        return Tuple.of(mfa.module(), mfa.function(), mfa.arguments());
    }
}
