/**
 * Plugins of every kind, valid ones and ones that break one rule each by typical mistakes; the testkit must tell them
 * apart.
 */
package org.exeunt.testkit.broken;
