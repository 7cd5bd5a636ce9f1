import type { ReactNode } from 'react';
import { Packed } from '@/components/packed';
import styles from './fields.module.css';

interface FieldsProps {
  /** A name and what stands there; null where nothing does. */
  fields: readonly (readonly [string, ReactNode])[];
  /** How what is absent is called: "Not recorded". */
  absent: string;
}

/** Fields under their names. What is not there is said, once: an empty place could be our fault. */
export function Fields({ fields, absent }: FieldsProps) {
  const given = fields.filter(([, value]) => value !== null);
  const missing = fields.flatMap(([name, value]) => (value === null ? [name.toLowerCase()] : []));
  return (
    <>
      <Packed>
        <dl className={styles.fields}>
          {given.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Packed>
      {missing.length > 0 && (
        <p className={styles.absent}>
          {absent}: {missing.join(', ')}.
        </p>
      )}
    </>
  );
}
