/** Whole-process benchmarks: each main prints lines a script can read. How to run them and what they gave is in {@code benchmarks/README.md}. */
package org.exeunt.benchmarks;
