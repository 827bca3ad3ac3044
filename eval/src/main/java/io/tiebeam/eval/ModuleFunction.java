// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;

/**
 * Which function of a loaded module a piece of code is: for stack traces.
 *
 * @param file as stack traces name it: a charlist
 */
record ModuleFunction(Atom module, Atom name, int arity, Term file) {}
