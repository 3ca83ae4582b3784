/**
 * Test tools for plugin authors: abstract JUnit classes that check the rules of each contract, toy engines and data,
 * simulated federations and wrappers that check a contract during a run.
 *
 * <p>Start with {@link org.exeunt.testkit.contract}. {@link org.exeunt.testkit.engine.ToyEngine} trains small networks
 * in pure Java within milliseconds.
 */
package org.exeunt.testkit;
