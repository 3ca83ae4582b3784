/**
 * For authors of plugins: abstract JUnit classes that check the rules of each contract, to be extended in ten lines.
 *
 * <p>Start at {@link org.exeunt.testkit.engine.ToyEngine}, which trains networks in pure Java within milliseconds.
 */
package org.exeunt.testkit;
