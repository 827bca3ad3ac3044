// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.util.Iterator;
import java.util.function.Supplier;

/** An iterator that is asked for when somebody asks it. */
final class LazyIterator<A> implements Iterator<A> {
    private final Supplier<? extends Iterator<? extends A>> source;
    private Iterator<? extends A> iterator; // null before the first question

    LazyIterator(Supplier<? extends Iterator<? extends A>> source) {
        this.source = source;
    }

    private Iterator<? extends A> iterator() {
        if (iterator == null) {
            iterator = source.get();
        }
        return iterator;
    }

    @Override
    public boolean hasNext() {
        return iterator().hasNext();
    }

    @Override
    public A next() {
        return iterator().next();
    }
}
