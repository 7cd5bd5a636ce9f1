import { type Role, roles } from '@/lib/viewer';
import styles from './settings.module.css';

export function RoleSelect({ id, value }: { id: string; value: string }) {
  return (
    <div className={styles.select}>
      <label htmlFor={id}>Role</label>
      <select id={id} name="role" defaultValue={value}>
        {roles.map((role) => (
          <option key={role} value={role}>
            {roleNames[role]}
          </option>
        ))}
      </select>
    </div>
  );
}

export const roleNames: Record<Role, string> = {
  support: 'Support',
  product: 'Product',
  compliance: 'Compliance',
  admin: 'Administrator',
};
