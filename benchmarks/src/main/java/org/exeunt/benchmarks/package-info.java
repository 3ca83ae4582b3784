/**
 * Benchmarks, as programs that print lines for scripts and as JMH benchmarks. Commands and results are in
 * {@code benchmarks/README.md}.
 */
package org.exeunt.benchmarks;
