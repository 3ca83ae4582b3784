/**
 * Test tools for plugin authors: abstract JUnit classes that check the rules of each contract, data, and
 * simulated federations.
 *
 * <p>Start with {@link org.exeunt.testkit.contract}. Simulations use {@link org.exeunt.testsupport.engine.ToyEngine},
 * which trains small networks in pure Java within milliseconds.
 */
package org.exeunt.testkit;
