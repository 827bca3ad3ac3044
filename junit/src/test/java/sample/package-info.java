// SPDX-License-Identifier: Apache-2.0

/** Tests that tests run: some of them fail, and are to. Their package is none of ours, as that of a project is not. */
package sample;
