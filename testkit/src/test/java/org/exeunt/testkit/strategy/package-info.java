/** Strategies to test the testkit with: one that keeps the contract, and others that break one rule each. */
package org.exeunt.testkit.strategy;
