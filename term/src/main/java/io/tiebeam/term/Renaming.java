// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/**
 * The two names of a node that got one late: the one in its own addresses, which were made before, and the one that others
 * know it by. {@link TermWriter} and {@link TermReader} of a connection exchange them, so that no address changes while
 * somebody holds it. Immutable.
 *
 * @param inside the name in addresses of this node, as its own processes have them
 * @param insideCreation the incarnation that goes with it
 * @param outside the name in the same addresses, as others have them
 * @param outsideCreation the incarnation that goes with it
 */
public record Renaming(Atom inside, int insideCreation, Atom outside, int outsideCreation) {
    boolean isInside(Atom node, int creation) {
        return creation == insideCreation && node.equals(inside);
    }

    boolean isOutside(Atom node, int creation) {
        return creation == outsideCreation && node.equals(outside);
    }

    Pid outwards(Pid pid) {
        return isInside(pid.node(), pid.creation()) ? new Pid(outside, pid.id(), pid.serial(), outsideCreation) : pid;
    }

    Pid inwards(Pid pid) {
        return isOutside(pid.node(), pid.creation()) ? new Pid(inside, pid.id(), pid.serial(), insideCreation) : pid;
    }

    Ref outwards(Ref ref) {
        return isInside(ref.node(), ref.creation()) ? ref.on(outside, outsideCreation) : ref;
    }

    Ref inwards(Ref ref) {
        return isOutside(ref.node(), ref.creation()) ? ref.on(inside, insideCreation) : ref;
    }
}
