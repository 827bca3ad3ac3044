// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import java.io.Serializable;

/**
 * A function that may run on another node. Written as a method reference to a static method, {@code Kate::sayName}, it
 * travels as module, function and arguments, and the other node may be Elixir; written as a lambda it needs the same
 * class on the other side.
 *
 * <p>There is one type for each number of arguments, with a result ({@code Func}) and without ({@code Action}), so
 * that a method reference finds its overload without a cast. A lambda with parameters needs their types: {@code
 * (String s) -> …}. All are {@link Serializable} because that makes the compiler record which method is meant; no Java
 * serialization ever reaches a socket.
 */
public sealed interface Remote extends Serializable {

    /** A function of no arguments, without a result. */
    @FunctionalInterface
    non-sealed interface Action0 extends Remote {
        /**
         * Runs the function.
         *
         * @throws Exception as the function does
         */
        void run() throws Exception;
    }

    /** A function of one argument, without a result. */
    @FunctionalInterface
    non-sealed interface Action1<A> extends Remote {
        /**
         * Runs the function.
         *
         * @throws Exception as the function does
         */
        void run(A a) throws Exception;
    }

    /** A function of two arguments, without a result. */
    @FunctionalInterface
    non-sealed interface Action2<A, B> extends Remote {
        /**
         * Runs the function.
         *
         * @throws Exception as the function does
         */
        void run(A a, B b) throws Exception;
    }

    /** A function of three arguments, without a result. */
    @FunctionalInterface
    non-sealed interface Action3<A, B, C> extends Remote {
        /**
         * Runs the function.
         *
         * @throws Exception as the function does
         */
        void run(A a, B b, C c) throws Exception;
    }

    /** A function of four arguments, without a result. */
    @FunctionalInterface
    non-sealed interface Action4<A, B, C, D> extends Remote {
        /**
         * Runs the function.
         *
         * @throws Exception as the function does
         */
        void run(A a, B b, C c, D d) throws Exception;
    }

    /** A function of no arguments. */
    @FunctionalInterface
    non-sealed interface Func0<R> extends Remote {
        /**
         * Calls the function.
         *
         * @throws Exception as the function does
         */
        R call() throws Exception;
    }

    /** A function of one argument. */
    @FunctionalInterface
    non-sealed interface Func1<A, R> extends Remote {
        /**
         * Calls the function.
         *
         * @throws Exception as the function does
         */
        R call(A a) throws Exception;
    }

    /** A function of two arguments. */
    @FunctionalInterface
    non-sealed interface Func2<A, B, R> extends Remote {
        /**
         * Calls the function.
         *
         * @throws Exception as the function does
         */
        R call(A a, B b) throws Exception;
    }

    /** A function of three arguments. */
    @FunctionalInterface
    non-sealed interface Func3<A, B, C, R> extends Remote {
        /**
         * Calls the function.
         *
         * @throws Exception as the function does
         */
        R call(A a, B b, C c) throws Exception;
    }

    /** A function of four arguments. */
    @FunctionalInterface
    non-sealed interface Func4<A, B, C, D, R> extends Remote {
        /**
         * Calls the function.
         *
         * @throws Exception as the function does
         */
        R call(A a, B b, C c, D d) throws Exception;
    }
}
