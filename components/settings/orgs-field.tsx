import { Field } from '@/components/form';

interface OrgsFieldProps {
  id: string;
  defaultValue: string | undefined;
  error: string | undefined;
}

/** Which organisations somebody or something may see. */
export function OrgsField(props: OrgsFieldProps) {
  const hint = 'Their ids, separated by commas; * for all of them, and for what belongs to none.';
  return <Field {...props} name="orgs" label="Organisations" hint={hint} required />;
}
