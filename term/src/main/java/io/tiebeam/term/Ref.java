// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.util.Arrays;

/** A reference: unique in the cluster. One to five words of 32 bits, in the order they have on the wire. */
public final class Ref implements Term {
    /** The most words that a reference has on the wire. */
    public static final int MAX_WORDS = 5;

    private final Atom node;
    private final int creation;
    private final int[] words;

    private Ref(Atom node, int creation, int[] words) {
        this.node = node;
        this.creation = creation;
        this.words = words;
    }

    /**
     * The reference of {@code words}, which are copied.
     *
     * @throws IllegalArgumentException unless there are 1 to {@value #MAX_WORDS} words
     */
    public static Ref of(Atom node, int creation, int... words) {
        if (words.length == 0 || words.length > MAX_WORDS) {
            throw new IllegalArgumentException("a reference has 1 to 5 words, got " + words.length);
        }
        return new Ref(node, creation, words.clone());
    }

    /** The reference of five words: the form that can be an alias. One of these is made for each call. */
    public static Ref of(Atom node, int creation, int first, int second, int third, int fourth, int fifth) {
        return new Ref(node, creation, new int[] {first, second, third, fourth, fifth});
    }

    /** The reference of {@code words}, 1 to {@value #MAX_WORDS}, which the caller gives up. */
    static Ref owning(Atom node, int creation, int[] words) {
        return new Ref(node, creation, words);
    }

    /** The same reference, as one of another node. */
    Ref on(Atom otherNode, int otherCreation) {
        return new Ref(otherNode, otherCreation, words);
    }

    /** The name of the node that made it. */
    public Atom node() {
        return node;
    }

    /** The incarnation of that node, unsigned. */
    public int creation() {
        return creation;
    }

    /** The number of words. */
    public int size() {
        return words.length;
    }

    /** Word {@code i} in the order of the wire. */
    public int word(int i) {
        return words[i];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ref r && Arrays.equals(words, r.words) && creation == r.creation && node.equals(r.node);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return Inspect.inspect(this);
    }
}
